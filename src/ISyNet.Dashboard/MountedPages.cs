using Microsoft.AspNetCore.Builder;

namespace ISyNet.Dashboard;

/// <summary>Pages of another library below a path of the dashboard, behind the same checks of host, origin and token. They may answer other methods than GET.</summary>
/// <param name="Title">Their name in the navigation.</param>
/// <param name="Path">The path, such as <c>/jobs</c>.</param>
/// <param name="ContentPolicy">Their Content-Security-Policy.</param>
/// <param name="Mount">Adds them to a pipeline that sees this path only.</param>
public sealed record MountedPages(string Title, string Path, string ContentPolicy, Action<IApplicationBuilder> Mount);
