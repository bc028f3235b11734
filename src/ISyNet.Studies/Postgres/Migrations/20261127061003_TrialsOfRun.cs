using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ISyNet.Studies.Postgres.Migrations
{
    /// <inheritdoc />
    internal partial class TrialsOfRun : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "Trials",
                table: "studies",
                type: "integer",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Trials",
                table: "studies");
        }
    }
}
