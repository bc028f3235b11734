using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ISyNet.Studies.Sqlite.Migrations
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
                type: "INTEGER",
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
