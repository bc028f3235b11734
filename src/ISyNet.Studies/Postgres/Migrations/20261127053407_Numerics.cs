using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ISyNet.Studies.Postgres.Migrations
{
    /// <inheritdoc />
    internal partial class Numerics : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "NumericsJson",
                table: "studies",
                type: "text",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "NumericsJson",
                table: "studies");
        }
    }
}
