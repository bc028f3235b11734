using System.CommandLine;
using ISyNet.Cli.Doctor;
using ISyNet.Cli.Terminal;

namespace ISyNet.Cli.Commands.Machine;

/// <summary><c>isynet doctor</c>: what the program needs of this machine, one line each, and what to do.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var postgres = new Option<string?>("--postgres") { Description = "A PostgreSQL connection string to try too, \"Host=server;Database=studies;Username=me\"; makes the tables of studies where there are none." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("doctor", "Check what this machine has and computes right; exit code 1 when something does not work.") { postgres, json };
        command.SetAction((result, cancellation) => RunAsync(Checks(result.GetValue(postgres)), result.GetValue(json), cancellation));
        return command;
    }

    private static IEnumerable<IHealthCheck> Checks(string? postgres) =>
    [
        new ProcessorCheck(), new CacheCheck(), new MemoryCheck(), new DiskCheck(), new OpenMpCheck(), new LibTorchCheck(), new ArithmeticCheck(),
        new OnnxRuntimeCheck(), new GpuCheck(), new DataCheck(), new StoreCheck("SQLite"),
        .. postgres is null ? (IHealthCheck[])[] : [new StoreCheck("PostgreSQL", postgres)],
    ];

    private static async Task<int> RunAsync(IEnumerable<IHealthCheck> checks, bool json, CancellationToken cancellation)
    {
        var records = new List<Record>();
        foreach (var check in checks)
        {
            var (health, what, advice) = await ExamineAsync(check, cancellation);
            records.Add(new Record(check.Name, health, what, advice));
            if (!json)
                Console.WriteLine($"{Mark(health),-5} {check.Name,-13} {what}{(advice is null ? "" : $": {advice}")}");
        }

        var bad = records.Count(record => record.Health == Health.Bad);
        if (json)
            JsonOutput.Write(new Report("isynet.doctor/1", bad == 0, records));
        else
            Console.WriteLine(bad == 0 ? "everything works" : bad == 1 ? "one thing does not work" : $"{bad} things do not work");
        return bad == 0 ? 0 : 1;
    }

    private static async Task<Finding> ExamineAsync(IHealthCheck check, CancellationToken cancellation)
    {
        try
        {
            return await check.ExamineAsync(cancellation);
        }
        // A check that fails, in whatever way, is what the doctor is there to tell.
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return Finding.Bad(UserErrors.OneLine(error));
        }
    }

    private static string Mark(Health health) => health switch
    {
        Health.Good => "ok",
        Health.Note => "note",
        _ => "FAIL",
    };

    private sealed record Record(string Name, Health Health, string What, string? Advice);

    private sealed record Report(string Format, bool Works, IReadOnlyList<Record> Checks);
}
