using System.Net;

namespace ISyNet.Dashboard;

/// <summary>What a dashboard shows, and where it listens. Immutable.</summary>
public sealed record DashboardOptions
{
    /// <summary>Least length of a token, in characters.</summary>
    public const int LeastTokenLength = 16;

    /// <summary>The store of studies, as <c>study run --store</c> takes it; null without one.</summary>
    public string? Store { get; init; }

    /// <summary>The folder of result folders; null without one.</summary>
    public string? Results { get; init; }

    /// <summary>The address to listen on.</summary>
    public IPAddress Listen { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>What a reader must present. When null, no token is needed on the loopback address, and one is generated for any other.</summary>
    public string? Token { get; init; }

    /// <summary>Checks the values.</summary>
    /// <exception cref="DashboardException">A value is out of range, or there is nothing to show.</exception>
    public void Check()
    {
        if (Store is null && Results is null)
            throw new DashboardException("there is nothing to show: give a store of studies with --store or a folder of results with --results");
        if (Results is not null && !Directory.Exists(Results))
            throw new DashboardException($"{Results}: there is no such folder; give the folder of your result folders with --results");
        if (Port is < 0 or > 65535)
            throw new DashboardException($"port {Port} does not exist: take 1 to 65535, or 0 for a free one");
        if (Token is not null && (Token.Length < LeastTokenLength || Token.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))))
            throw new DashboardException($"a token has at least {LeastTokenLength} characters: letters, digits, - and _");
    }
}
