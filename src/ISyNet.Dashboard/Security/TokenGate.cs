using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ISyNet.Dashboard.Security;

/// <summary>
/// Lets in who presents the token: as <c>Authorization: Bearer</c>, or once as <c>?token=</c>, which becomes a cookie, so that it stays in no history.
/// </summary>
internal sealed class TokenGate(string token)
{
    private const string Parameter = "token", Bearer = "Bearer ";
    private readonly byte[] _hash = Hash(token);

    /// <summary>A new token of 192 random bits.</summary>
    public static string Generate() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(24));

    public async Task Check(HttpContext context, Func<Task> next)
    {
        var request = context.Request;
        // Cookies know no ports: two dashboards of one machine keep theirs apart by name.
        var cookie = $"isynet-{request.Host.Port ?? 80}";
        if (request.Query.TryGetValue(Parameter, out var asked) && Matches(asked))
        {
            context.Response.Cookies.Append(cookie, token, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = request.IsHttps, Path = "/" });
            // Two slashes at the start would name another host.
            context.Response.Redirect("/" + request.Path.ToUriComponent().TrimStart('/', '\\') + QueryString.Create(request.Query.Where(pair => pair.Key != Parameter)));
            return;
        }

        if (Matches(request.Cookies[cookie]) || (request.Headers.Authorization is [{ } header] && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && Matches(header[Bearer.Length..])))
        {
            await next();
            return;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        await RequestGuard.RefuseAsync(context, StatusCodes.Status401Unauthorized, "a token is needed: open the address that the command printed");
    }

    // Of hashes: the time says nothing of the length either.
    private bool Matches(string? presented) => presented is not null && CryptographicOperations.FixedTimeEquals(Hash(presented), _hash);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
