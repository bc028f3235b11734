using CsCheck;
using ISyNet.Core.Csv;

namespace ISyNet.Core.Tests;

/// <summary>CSV as RFC 4180 has it: what is written is read, and what is not sound is named by line and column.</summary>
public class CsvTables
{
    [Fact]
    public void Quotes_blank_lines_spaces_and_line_numbers()
    {
        var rows = CsvTable.Parse("\ufeffName, size\r\n\r\n\"a, \"\"b\"\"\", 3 \n\"two\nlines\",4,extra\nshort\n", 10);
        Assert.Equal(["a, \"b\"", "two\nlines", "short"], rows.Select(row => row.Text("name")));
        Assert.Equal([3, 4, 6], rows.Select(row => row.Line));
        Assert.Equal(3, rows[0].Number("SIZE", 0, 10));
        Assert.Equal("", rows[2].Text("size"));
        Assert.Equal("", rows[2].Text("colour"));
        Assert.True(rows[0].Has("size") && !rows[0].Has("colour"));
    }

    [Fact]
    public void Mistakes_are_named()
    {
        static string Message(Action wrong) => Assert.Throws<ISyNetException>(wrong).Message;
        var row = CsvTable.Parse("name,size\n\na,x", 10)[0];
        Assert.Equal("line 3: size is 'x'; it must be a number from 0 to 9.5", Message(() => row.Number("size", 0, 9.5)));
        Assert.Equal("line 1: has no column 'colour'", Message(() => row.Require("name", "colour")));
        Assert.Contains("more than 1", Message(() => CsvTable.Parse("name\na\nb", 1)), StringComparison.Ordinal);
        Assert.Equal("line 2: a quote is not closed", Message(() => CsvTable.Parse("name,size\na,\"1\nb,2\n", 10)));
        Assert.Empty(CsvTable.Parse("", 10));
        Assert.Empty(CsvTable.Parse("name\n", 10));
    }

    [Fact]
    [Trait("Category", Property.Category)]
    public void What_is_written_is_read()
    {
        var cell = Gen.Char["ab,\"\n ;1"].Array[1, 6].Select(letters => new string(letters).Trim()).Where(text => text.Length > 0);
        cell.Array[2].Array[1, 5].ForAll(cells =>
        {
            var rows = CsvTable.Parse(CsvTable.Write(["one", "two, three"], cells), 10);
            Assert.Equal(cells.Select(row => row[0]), rows.Select(row => row.Text("one")));
            Assert.Equal(cells.Select(row => row[1]), rows.Select(row => row.Text("two, three")));
        }, cases: 500);
    }

    [Fact]
    public void Numbers_are_written_to_their_last_digit() =>
        Assert.Equal("a,b,c\n0.1,,12345678901\n", CsvTable.Write(["a", "b", "c"], [[0.1, null, 12345678901L]]).ReplaceLineEndings("\n"));
}
