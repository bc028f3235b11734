using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace ISyNet.Reports.Html;

/// <summary>
/// Builds HTML as an element tree, so that all text is escaped and every element closed by construction, and writes it
/// in the syntax that HTML and XML share.
/// </summary>
public static class Markup
{
    private static readonly HashSet<string> VoidElements = ["br", "col", "hr", "img", "meta", "link", "input", "wbr"];

    private static readonly XmlWriterSettings Settings = new()
    {
        OmitXmlDeclaration = true,
        ConformanceLevel = ConformanceLevel.Document,
        NewLineHandling = NewLineHandling.None,
    };

    /// <summary>An element with its attributes and content.</summary>
    public static XElement Element(string name, params object?[] content) => new(name, content);

    /// <summary>The classes of an element, separated by spaces.</summary>
    public static XAttribute Class(string names) => new("class", names);

    /// <summary>The whole document as text.</summary>
    public static string Write(XElement html) => $"<!DOCTYPE html>\n{Fragment(html)}\n";

    /// <summary>One element as text.</summary>
    public static string Fragment(XElement element)
    {
        ArgumentNullException.ThrowIfNull(element);
        foreach (var part in element.DescendantsAndSelf())
            Prepare(part);
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, Settings))
            element.WriteTo(writer);
        return text.ToString();
    }

    /// <summary>
    /// Text that is valid in a document: characters that XML forbids and those that reorder the text around them become U+FFFD.
    /// </summary>
    public static string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            clean.Append(IsAllowed(rune) ? rune.ToString() : "\ufffd");
        return clean.ToString();
    }

    private static bool IsAllowed(Rune rune) => rune.Value switch
    {
        '\t' or '\n' or '\r' => true,
        < 0x20 or (>= 0x7f and < 0xa0) or 0xfffe or 0xffff => false,
        (>= 0x202a and <= 0x202e) or (>= 0x2066 and <= 0x2069) => false,
        _ => Rune.GetUnicodeCategory(rune) != UnicodeCategory.Surrogate,
    };

    private static void Prepare(XElement element)
    {
        foreach (var attribute in element.Attributes().Where(a => !a.IsNamespaceDeclaration))
            attribute.Value = Clean(attribute.Value);
        foreach (var node in element.Nodes().OfType<XText>())
            node.Value = Clean(node.Value);
        // HTML knows no <td/>: an empty element needs its end tag, which an empty text makes the writer write.
        if (element.IsEmpty && element.Name.Namespace == XNamespace.None && !VoidElements.Contains(element.Name.LocalName))
            element.Value = "";
    }
}
