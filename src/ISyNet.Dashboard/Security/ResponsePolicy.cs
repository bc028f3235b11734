using Microsoft.AspNetCore.Http;

namespace ISyNet.Dashboard.Security;

/// <summary>The headers of responses: a page loads only what this server serves, runs no inline code, and is framed by nobody.</summary>
internal static class ResponsePolicy
{
    /// <summary>The policy of our own pages.</summary>
    public const string Page =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>The policy of a file from a result folder. It is not ours: its scripts run in an origin of their own, which can neither read these pages nor send anything.</summary>
    public const string Foreign =
        "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; font-src data:; img-src data:; frame-ancestors 'none'";

    public static Task Apply(HttpContext context, Func<Task> next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Page;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store";
        return next();
    }

    /// <summary>Makes the response a file to save. Of its name only plain characters go into the header.</summary>
    public static void Attach(HttpContext context, string type, string name)
    {
        context.Response.ContentType = type;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'))}\"";
    }
}
