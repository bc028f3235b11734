using System.Globalization;
using ISyNet.Reports.Figures;
using ISyNet.Search;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Running;

namespace ISyNet.Application.Studies;

/// <summary>Turns the events of a study into the progress of a step.</summary>
internal sealed class SearchWatch(IProgress<StepEvent> progress, string step, int trials, StudyCounts before, QualityScale quality) : IProgress<StudyEvent>
{
    private const string Preparing = "prepare";
    private readonly Lock _lock = new();
    private readonly Dictionary<int, double> _running = [];
    private int _finished = before.Finished;
    private int _failed = before.Failed;
    private double _best = double.NaN;
    private bool _preparing;

    public void Report(StudyEvent value)
    {
        lock (_lock)
        {
            if (value is EvaluatorPreparing { Progress: var state })
            {
                Prepare(state);
                return;
            }

            if (value is CandidatesWait wait)
            {
                progress.Report(new StepNote(step, wait.Reason));
                return;
            }

            if (value is EvaluatorPrepared)
            {
                if (_preparing)
                    progress.Report(new StepFinished(Preparing, "the evaluator is ready"));
                progress.Report(new StepStarted(step));
            }
            else if (value is CandidateFinished { Trial: var trial })
            {
                _finished++;
                _failed += trial.Evaluation.Succeeded ? 0 : 1;
                _running.Remove(trial.Candidate.Number);
                if (trial.Evaluation.Values.Find(quality.Objective.Metric) is { } reached && !(quality.Quality(reached) <= quality.Quality(_best)))
                {
                    _best = reached;
                    var latency = trial.Evaluation.Values.OrNaN(Metric.LatencyMsPerImage);
                    progress.Report(new StepFinished($"{step}, best of this run", string.Create(CultureInfo.InvariantCulture,
                        $"trial {trial.Candidate.Number}, {quality.Line(_best)} at {latency:0.0000} ms")));
                }
            }
            else if (value is CurveGrew { Number: var number, Point: var point })
            {
                _running[number] = Math.Min(point.Epoch, 1);
            }

            var best = double.IsNaN(_best) ? "" : $", best {quality.Line(_best)}";
            progress.Report(new StepAdvanced(step, (_finished + _running.Values.Sum()) / trials, $"{_finished}/{trials} trials{(_failed > 0 ? $", {_failed} failed" : "")}{best}"));
        }
    }

    private void Prepare(EvaluatorProgress state)
    {
        if (!_preparing)
            progress.Report(new StepStarted(Preparing));
        _preparing = true;
        progress.Report(new StepAdvanced(Preparing, state.Done, string.Create(CultureInfo.InvariantCulture, $"loss {state.Loss:0.000}")));
    }
}
