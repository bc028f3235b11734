using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ISyNet.Studies.Sqlite.Migrations
{
    /// <inheritdoc />
    internal partial class RunsAndNumerics : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "NumericsJson",
                table: "studies",
                type: "TEXT",
                nullable: true);

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
                name: "NumericsJson",
                table: "studies");

            migrationBuilder.DropColumn(
                name: "Trials",
                table: "studies");
        }
    }
}
