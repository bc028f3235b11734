using System.Xml.Linq;
using ISyNet.Reports.Design;

namespace ISyNet.Reports.Tests;

/// <summary>The page as a whole.</summary>
public class PageTests
{
    [Fact]
    public void The_page_is_well_formed_and_has_every_section()
    {
        var html = XDocument.Parse(DesignPage.Compose(SampleData.Design()).Render());
        Assert.Equal(8, html.Descendants("section").Count());
        Assert.Equal(6, html.Descendants("figure").Count());
    }
}
