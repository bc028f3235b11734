namespace ISyNet.Detection.Annotations;

/// <summary>
/// NaN and infinities, which are not valid JSON but are written by Python's <c>json</c>. They are replaced by empty text of the same length, so
/// that only the entry is invalid and not the whole file, and the places in later errors stay correct.
/// </summary>
internal static class NonFiniteNumbers
{
    public static void Blank(Span<byte> json)
    {
        var inText = false;
        for (var i = 0; i < json.Length; i++)
        {
            var symbol = json[i];
            if (symbol == '"')
                inText = !inText;
            else if (inText && symbol == '\\')
                i++;
            else if (!inText && (symbol is (byte)'N' or (byte)'I' or (byte)'-') && Length(json[i..]) is > 0 and var length)
                i += MakeText(json.Slice(i, length)) - 1;
        }
    }

    private static int MakeText(Span<byte> number)
    {
        "\"\""u8.CopyTo(number);
        number[2..].Fill((byte)' ');
        return number.Length;
    }

    private static int Length(ReadOnlySpan<byte> rest) =>
        rest.StartsWith("NaN"u8) ? 3 : rest.StartsWith("Infinity"u8) ? 8 : rest.StartsWith("-Infinity"u8) ? 9 : 0;
}
