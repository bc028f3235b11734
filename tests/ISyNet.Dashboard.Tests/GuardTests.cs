using System.Net;

namespace ISyNet.Dashboard.Tests;

/// <summary>Who is let in, and what every response says.</summary>
public sealed class GuardTests
{
    private const string Token = "0123456789abcdef-Token";

    public static TheoryData<string> Addresses => ["/studies", "/study?study=%2Fs", "/candidate?study=%2Fs&number=0", "/devices", "/device?name=ascend310", "/results", "/nothing", "/studies/events", "/assets/dashboard.js"];

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Every_response_forbids_inline_code_frames_and_guessed_types(string address)
    {
        await using var served = await Served.StartAsync(store => Served.RunAsync(store, "s", 4));
        using var answer = await served.Client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; ", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("localhost:1", HttpStatusCode.OK)]
    [InlineData("[::1]:80", HttpStatusCode.OK)]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost.evil.example:8734", HttpStatusCode.MisdirectedRequest)]
    [InlineData("192.168.1.2", HttpStatusCode.MisdirectedRequest)]
    public async Task A_foreign_host_name_is_refused_on_loopback(string host, HttpStatusCode expected)
    {
        await using var served = await Served.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/devices") { Headers = { Host = host } };
        using var answer = await served.Client.SendAsync(request);
        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", null, HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "cross-site", "no-cors", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-site", "cors", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "cross-site", "navigate", HttpStatusCode.OK)]
    [InlineData("Sec-Fetch-Site", "same-origin", "cors", HttpStatusCode.OK)]
    public async Task What_other_sites_embed_is_refused(string header, string value, string? mode, HttpStatusCode expected)
    {
        await using var served = await Served.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/devices");
        request.Headers.Add(header, value);
        if (mode is not null)
            request.Headers.Add("Sec-Fetch-Mode", mode);
        using var answer = await served.Client.SendAsync(request);
        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Only_GET_is_answered(string method)
    {
        await using var served = await Served.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), "/studies");
        using var answer = await served.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["GET", "HEAD"], answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task A_line_that_is_too_long_is_refused()
    {
        await using var served = await Served.StartAsync();
        using var answer = await served.Client.GetAsync($"/studies?q={new string('a', 20_000)}");
        Assert.Equal(HttpStatusCode.RequestUriTooLong, answer.StatusCode);
    }

    [Fact]
    public async Task A_token_is_presented_once_and_becomes_a_cookie()
    {
        await using var served = await Served.StartAsync(options: o => o with { Token = Token });
        Assert.Equal($"{served.Server.Address}/?token={Token}", served.Server.Link);
        using (var refused = await served.Client.GetAsync("/studies"))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.DoesNotContain(Token, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await served.Client.GetAsync("/assets/dashboard.js")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await served.Client.GetAsync($"/studies?token={Token}x")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await served.Client.GetAsync("/studies?token=")).StatusCode);

        using var let = await served.Client.GetAsync($"/study?study=%2Fa%26b&token={Token}");
        Assert.Equal(HttpStatusCode.Redirect, let.StatusCode);
        Assert.Equal("/study?study=%2Fa%26b", let.Headers.Location!.OriginalString);
        var cookie = Assert.Single(let.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);

        using var withCookie = new HttpRequestMessage(HttpMethod.Get, "/studies") { Headers = { { "Cookie", cookie.Split(';')[0] } } };
        Assert.Equal(HttpStatusCode.OK, (await served.Client.SendAsync(withCookie)).StatusCode);
        using var bearer = new HttpRequestMessage(HttpMethod.Get, "/studies") { Headers = { Authorization = new("Bearer", Token) } };
        Assert.Equal(HttpStatusCode.OK, (await served.Client.SendAsync(bearer)).StatusCode);
        using var wrong = new HttpRequestMessage(HttpMethod.Get, "/studies") { Headers = { Authorization = new("Bearer", Token[1..]) } };
        Assert.Equal(HttpStatusCode.Unauthorized, (await served.Client.SendAsync(wrong)).StatusCode);
    }

    [Fact]
    public async Task A_token_leads_to_no_other_host()
    {
        await using var served = await Served.StartAsync(options: o => o with { Token = Token });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{served.Server.Address}//evil.example/?token={Token}"));
        using var answer = await served.Client.SendAsync(request);
        Assert.Equal("/evil.example/", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Every_address_but_loopback_makes_a_token()
    {
        await using var served = await Served.StartAsync(options: o => o with { Listen = IPAddress.Any });
        Assert.True(served.Server.Token!.Length >= 32);
        Assert.Equal(HttpStatusCode.Unauthorized, (await served.Client.GetAsync("/devices")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await served.Client.GetAsync($"/devices?token={served.Server.Token}")).StatusCode);
        await using var other = await Served.StartAsync(options: o => o with { Listen = IPAddress.Any });
        Assert.NotEqual(served.Server.Token, other.Server.Token);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("with spaces in it, long enough")]
    public async Task A_token_that_is_easy_to_guess_or_to_break_is_refused(string token) =>
        Assert.Contains("16 characters", (await Assert.ThrowsAsync<DashboardException>(() => Served.StartAsync(options: o => o with { Token = token }))).Message, StringComparison.Ordinal);
}
