using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training.Native;

/// <summary>What a check of libtorch's arithmetic found.</summary>
/// <param name="Right">Whether every answer was right.</param>
/// <param name="Reason">What was not; null when all was.</param>
/// <param name="Lasting">Whether asking again would find the same, so that it may be kept.</param>
internal sealed record Verdict(bool Right, string? Reason, bool Lasting);

/// <summary>
/// Asks the <see cref="KnownAnswers"/> in a child process, which may crash or hang: wrong kernels also write where they must not. The child is this
/// same program, stopped by a <see cref="StartupHook"/> before its own Main.
/// </summary>
internal static class KnownAnswersChild
{
    private const string Hooks = "DOTNET_STARTUP_HOOKS", Request = "ISYNET_KNOWN_ANSWERS", RequestedAccelerator = "ISYNET_KNOWN_ANSWERS_ON", Unchecked = "libtorch's arithmetic cannot be checked";
    private const int Interrupted = 130, Killed = 137, Terminated = 143;
    private static readonly TimeSpan UsualLimit = TimeSpan.FromMinutes(2);

    /// <summary>Asks all questions in a child.</summary>
    /// <param name="arithmetic">float32 or bfloat16.</param>
    /// <param name="isa">The most that oneDNN may use of the processor, as ONEDNN_MAX_CPU_ISA names it; all when null.</param>
    /// <param name="fault">What is to be broken in the child.</param>
    /// <param name="questions">The assembly whose startup hook knows the questions; this one, which knows <see cref="KnownAnswers.Questions"/>, when null.</param>
    /// <param name="limit">How long the child may take; two minutes when null, where a second is usual.</param>
    /// <exception cref="OperationCanceledException">The user stopped it.</exception>
    /// <exception cref="TrainingException">No child can be started.</exception>
    /// <param name="accelerator">What is to answer; the processor when null.</param>
    public static Verdict Run(
        Arithmetic arithmetic, string? isa, InjectedFault fault, Assembly? questions = null, TimeSpan? limit = null, Accelerator? accelerator = null)
    {
        var assembly = questions ?? Assembly.GetExecutingAssembly();
        var start = SameProgram();
        start.Environment[Hooks] = assembly.Location is { Length: > 0 } path ? path : assembly.GetName().Name;
        start.Environment[Request] = arithmetic.ToString();
        start.Environment[RequestedAccelerator] = (accelerator ?? Accelerator.Cpu).ToString();
        start.Environment[TorchRuntime.FaultVariable] = fault.ToString();
        if (isa is not null)
            start.Environment[InstructionCaps.Variable] = isa;
        using var child = Start(start);
        // Both pipes are read while it runs, so that it never waits for a reader.
        var output = child.StandardOutput.ReadToEndAsync();
        var errors = child.StandardError.ReadToEndAsync();
        child.StandardInput.Close();
        var allowed = limit ?? UsualLimit;
        if (!child.WaitForExit(allowed))
        {
            child.Kill();
            return new Verdict(false, $"no answer within {allowed.TotalSeconds:0} seconds", Lasting: false);
        }

        Task.WaitAll(output, errors);
        return Read(child.ExitCode, output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The child's side: where this process is such a child, asks the questions and ends it.</summary>
    public static void AnswerIfAsked(ImmutableArray<Question> questions)
    {
        if (!Enum.TryParse<Arithmetic>(Environment.GetEnvironmentVariable(Request), out var arithmetic))
            return;
        var accelerator = Accelerator.Parse(Environment.GetEnvironmentVariable(RequestedAccelerator) ?? "cpu");
        TorchRuntime.PrepareUnproven();
        if (accelerator.IsCuda)
            CudaDevices.Open();
        torch.set_num_threads(1);
        var answers = new KnownAnswers(arithmetic, accelerator);
        foreach (var question in questions)
        {
            // Announced first, so that a crash has a place.
            Console.WriteLine($"{Line.Asked} {question}");
            if (TorchRuntime.Fault == InjectedFault.Crash)
                Environment.FailFast("a test asked for it");
            if (TorchRuntime.Fault == InjectedFault.Hang)
                Thread.Sleep(Timeout.Infinite);
            if (answers.Ask(question) is not { } wrong)
                continue;
            Console.WriteLine($"{Line.Wrong} {wrong}");
            Environment.Exit(1);
        }

        Console.WriteLine(Line.Right);
        Environment.Exit(0);
    }

    private static Verdict Read(int exitCode, string[] lines)
    {
        var last = (lines.Length == 0 ? "" : lines[^1]).Split(' ', 2);
        var code = exitCode.ToString(CultureInfo.InvariantCulture);
        return (exitCode, Enum.TryParse<Line>(last[0], out var line) ? line : Line.None) switch
        {
            (0, Line.Right) => new Verdict(true, null, Lasting: true),
            (1, Line.Wrong) => new Verdict(false, $"wrong {last[1]}", Lasting: true),
            (Interrupted, _) => throw new OperationCanceledException(),
            (Killed or Terminated, _) => new Verdict(false, $"the check was ended from outside, exit code {code}", Lasting: false),
            (_, Line.Asked) => new Verdict(false, $"crash with exit code {code} in a {last[1]}", Lasting: true),
            _ => new Verdict(false, $"the check ended before its first question, exit code {code}", Lasting: false),
        };
    }

    private static ProcessStartInfo SameProgram()
    {
        if (Environment.GetEnvironmentVariable(Request) is not null)
            throw new TrainingException($"{Unchecked}: this process is the check itself, and .NET did not run its startup hook");
        if (AppContext.TryGetSwitch("System.StartupHookProvider.IsSupported", out var supported) && !supported)
            throw new TrainingException($"{Unchecked}: this program is built without startup hooks; set StartupHookSupport to true in its project");
        var host = Environment.ProcessPath ?? throw new TrainingException($"{Unchecked}: where this program's own file is is not known");
        var start = new ProcessStartInfo(host) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        // Under 'dotnet program.dll' the host is dotnet, and the program its first argument.
        if (Path.GetFileNameWithoutExtension(host).Equals("dotnet", StringComparison.OrdinalIgnoreCase) && Assembly.GetEntryAssembly()?.Location is { Length: > 0 } entry)
            start.ArgumentList.Add(entry);
        return start;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new TrainingException($"{Unchecked}: {start.FileName} cannot be started again: {error.Message}", error);
        }
    }

    /// <summary>The first word of a line that the child prints.</summary>
    private enum Line
    {
        None,
        Asked,
        Wrong,
        Right,
    }
}
