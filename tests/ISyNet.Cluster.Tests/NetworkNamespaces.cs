using System.Diagnostics;
using ISyNet.Search.Studies;
using ISyNet.Studies.Tests.Postgres;

namespace ISyNet.Cluster.Tests;

/// <summary>
/// Three hosts of one network: this one with the server, and two network namespaces with a worker each, joined by virtual cables. One is cut off for longer
/// than its lease.
/// </summary>
public sealed class NetworkNamespaces
{
    private const string Here = "10.211.77.1";
    private const int Trials = 24;

    [Fact]
    public async Task A_host_that_is_cut_off_loses_its_candidate_and_comes_back()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !await TryAsync("ip netns list"))
            Assert.Skip("network namespaces need root and ip (Debian's iproute2)");
        var (a, b) = ($"isynet-a-{Environment.ProcessId}", $"isynet-b-{Environment.ProcessId}");
        var bridge = $"isy{Environment.ProcessId}";
        try
        {
            if (!await TryAsync($"ip link add {bridge} type bridge && ip addr add {Here}/24 dev {bridge} && ip link set {bridge} up"))
                Assert.Skip("this machine has no bridges for network namespaces");
            await HostAsync(bridge, a, "0", "10.211.77.2");
            await HostAsync(bridge, b, "1", "10.211.77.3");
            await RunStudyAsync(a, b, $"{bridge}b1");
        }
        finally
        {
            await TryAsync($"ip netns del {a}; ip netns del {b}; ip link del {bridge}");
        }
    }

    private static async Task RunStudyAsync(string a, string b, string cable)
    {
        await using var server = new PostgresServer { Address = Here };
        await server.InitializeAsync();
        // The others reach it by its address only.
        var local = await server.NewDatabaseAsync();
        var remote = new Npgsql.NpgsqlConnectionStringBuilder(local) { Host = Here }.ToString();
        await using var audit = await StudyAudit.BeginAsync(local);
        using var coordinator = ClusterProcess.Coordinator(local, $"trials={Trials}", "lease=2000", "poll=200");
        using var near = ClusterProcess.WorkerBy(["ip", "netns", "exec", a], remote, "lease=2000", "poll=200", "sleep=300");
        using var far = ClusterProcess.WorkerBy(["ip", "netns", "exec", b], remote, "lease=2000", "poll=200", "sleep=300");
        await near.UntilAsync("ready");
        await far.UntilAsync("ready");
        var number = -1;
        await Patience.UntilAsync(async () =>
        {
            if (await audit.Store.FindAsync("s") is null)
                return false;
            var held = (await audit.Store.ReadAsync("s")).FirstOrDefault(c => c.State == CandidateState.Running && c.Lease!.Owner.ProcessId == far.Id);
            if (held is null)
                return false;
            await RunAsync($"ip link set {cable} down");
            // Its result may have arrived before the cut.
            number = (await audit.Store.ReadAsync("s", held.Number, held.Number + 1))[0].Lease?.Owner == held.Lease!.Owner ? held.Number : -1;
            if (number < 0)
                await RunAsync($"ip link set {cable} up");
            return number >= 0;
        }, "the far host is cut off with a candidate");
        await Patience.UntilAsync(async () => (await audit.Store.ReadAsync("s", number, number + 1))[0] is { IsFinished: true }, "the near host finished the candidate of the far one");
        Assert.NotEqual(far.Id, (await audit.FinisherAsync(number)).ProcessId);
        await RunAsync($"ip link set {cable} up");
        await far.UntilAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"lost {number}"));
        Assert.True(await coordinator.EndAsync() == 0, coordinator.Errors);
        await audit.EachWasFinishedOnceAsync(Trials);
        Assert.Equal(await StudyAudit.OfOneMachineAsync(Trials, 4), await audit.CandidatesAsync());
    }

    private static Task HostAsync(string bridge, string name, string index, string address) => RunAsync(
        $"ip netns add {name} && ip link add {bridge}b{index} type veth peer name eth0 netns {name} && ip link set {bridge}b{index} master {bridge} up && "
        + $"ip -n {name} addr add {address}/24 dev eth0 && ip -n {name} link set eth0 up && ip -n {name} link set lo up");

    private static async Task RunAsync(string shell) => Assert.True(await TryAsync(shell), shell);

    private static async Task<bool> TryAsync(string shell)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", shell]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
