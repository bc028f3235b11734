using System.Diagnostics;
using System.Globalization;
using ISyNet.Application;
using Spectre.Console;

namespace ISyNet.Cli.Terminal;

/// <summary>
/// Shows the steps of a long job on standard error: bars on a terminal, elsewhere a line for each finished step and every half minute,
/// nothing when quiet. Standard output stays free for the result.
/// </summary>
internal static class StepDisplay
{
    public static async Task<T> RunAsync<T>(bool quiet, Func<IProgress<StepEvent>, Task<T>> job)
    {
        if (quiet)
            return await job(new Silent());
        if (Console.IsErrorRedirected)
            return await job(new Lines());
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress()
            .HideCompleted(true)
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context => job(new Bars(console, context)));
    }

    private static string Line(StepFinished finished) => $"{finished.Step}: {finished.Result}";

    private static string Text(StepNote note) => $"isynet: {note.Text}";

    private sealed class Silent : IProgress<StepEvent>
    {
        public void Report(StepEvent value)
        {
            if (value is StepNote note)
                Console.Error.WriteLine(Text(note));
        }
    }

    private sealed class Lines : IProgress<StepEvent>
    {
        private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
        private readonly Lock _lock = new();
        private long _last = Stopwatch.GetTimestamp();

        public void Report(StepEvent value)
        {
            lock (_lock)
            {
                if (value is StepFinished finished)
                    Write(Line(finished));
                else if (value is StepNote note)
                    Console.Error.WriteLine(Text(note));
                else if (value is StepAdvanced advanced && Stopwatch.GetElapsedTime(_last) >= Interval)
                    Write(string.Create(CultureInfo.InvariantCulture, $"{advanced.Step}: {advanced.Fraction * 100:0} %{(advanced.Detail.Length > 0 ? $" ({advanced.Detail})" : "")}"));
            }
        }

        private void Write(string line)
        {
            Console.Error.WriteLine(line);
            _last = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Not <see cref="Progress{T}"/>: that would reorder events on the thread pool.</summary>
    private sealed class Bars(IAnsiConsole console, ProgressContext context) : IProgress<StepEvent>
    {
        private readonly Dictionary<string, ProgressTask> _tasks = [];

        public void Report(StepEvent value)
        {
            lock (_tasks)
            {
                if (!_tasks.TryGetValue(value.Step, out var task))
                    _tasks[value.Step] = task = context.AddTask(Markup.Escape(value.Step), maxValue: 1);
                if (value is StepAdvanced advanced)
                {
                    task.Value = Math.Clamp(advanced.Fraction, 0, 0.999);
                    if (advanced.Detail.Length > 0)
                        task.Description = Markup.Escape($"{value.Step} ({advanced.Detail})");
                }

                if (value is StepNote note)
                    console.MarkupLine(Markup.Escape(Text(note)));
                if (value is not StepFinished finished)
                    return;
                task.Value = 1;
                task.StopTask();
                console.MarkupLine($"[green]✓[/] {Markup.Escape(Line(finished))}");
            }
        }
    }
}
