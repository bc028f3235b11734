using System.Globalization;
using ISyNet.Search;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Running;

namespace ISyNet.Design.Steps;

/// <summary>Turns the events of a study into the progress of a step.</summary>
internal sealed class SearchWatch(IProgress<StepEvent> progress, string step, int trials, StudyCounts before, Objective quality) : IProgress<StudyEvent>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, double> _running = [];
    private int _finished = before.Finished;
    private double _best = double.NaN;

    public void Report(StudyEvent value)
    {
        lock (_lock)
        {
            if (value is CandidateFinished { Trial: var trial })
            {
                _finished++;
                _running.Remove(trial.Candidate.Number);
                if (trial.Evaluation.Objectives.TryGetValue(quality.Name, out var reached) && !(quality.Cost(reached) >= _best))
                {
                    _best = quality.Cost(reached);
                    var latency = trial.Evaluation.Objectives.GetValueOrDefault("latencyMsPerImage", double.NaN);
                    progress.Report(new StepFinished($"{step}, best of this run", string.Create(CultureInfo.InvariantCulture,
                        $"trial {trial.Candidate.Number}, {Best()} at {latency:0.0000} ms")));
                }
            }
            else if (value is CurveGrew { Number: var number, Point: var point })
            {
                _running[number] = Math.Min(point.Epoch, 1);
            }

            var best = double.IsNaN(_best) ? "" : $", best {Best()}";
            progress.Report(new StepAdvanced(step, (_finished + _running.Values.Sum()) / trials, $"{_finished}/{trials} trials{best}"));
        }
    }

    private string Best() => quality.Name == Objective.Error.Name
        ? string.Create(CultureInfo.InvariantCulture, $"{(1 - _best) * 100:0.0} % on held-out images")
        : string.Create(CultureInfo.InvariantCulture, $"{quality.Name} {quality.Cost(_best):G5}");
}
