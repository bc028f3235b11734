using System.Net;
using Microsoft.AspNetCore.Http;

namespace ISyNet.Dashboard.Security;

/// <summary>
/// Refuses requests that other sites make a browser send: on the loopback address a foreign name in Host (DNS rebinding), and everywhere a foreign
/// Origin or a resource embedded in a foreign page. Only GET and HEAD, except below one path.
/// </summary>
/// <param name="isLoopback">Whether only this machine is served.</param>
/// <param name="posts">The path below which POST is answered; null for none.</param>
internal sealed class RequestGuard(bool isLoopback, PathString? posts)
{
    public async Task Check(HttpContext context, Func<Task> next)
    {
        var request = context.Request;
        if (isLoopback && !IsLoopbackName(request.Host.Host))
        {
            await RefuseAsync(context, StatusCodes.Status421MisdirectedRequest, "this address serves localhost only; open it by the address that the command printed");
        }
        else if (IsForeign(request))
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "requests of other sites are refused");
        }
        else if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !(HttpMethods.IsPost(request.Method) && posts is { } path && request.Path.StartsWithSegments(path, StringComparison.Ordinal)))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            await RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "only GET is answered here");
        }
        else
        {
            await next();
        }
    }

    public static Task RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync($"{reason}\n");
    }

    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsForeign(HttpRequest request)
    {
        if (request.Headers.Origin is { Count: > 0 } origin && origin != $"{request.Scheme}://{request.Host}")
            return true;
        // A link from another site may lead here; a picture, script or frame of another site may not come from here.
        return request.Headers["Sec-Fetch-Site"] is [{ } site] && site is "cross-site" or "same-site" && request.Headers["Sec-Fetch-Mode"] != "navigate";
    }
}
