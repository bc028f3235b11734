using System.Globalization;
using ISyNet.Graph.Architectures;
using ISyNet.Images;
using ISyNet.Search;
using ISyNet.Search.Studies;
using ISyNet.Training.Native;
using TorchSharp;

namespace ISyNet.Evaluators.TrainingFree;

/// <summary>Evaluates a candidate by a <see cref="TrainingFreeScore"/>.</summary>
internal sealed class TrainingFreeEvaluator(TrainingFreeScore score, ImageSet training, ulong seed) : IStudyEvaluator
{
    private readonly ScoreBatch _batch = new(training, Math.Max(1, score.Images), seed);

    public string? Arithmetic => TorchRuntime.Prepare().ToString();

    public Objective Objective { get; } = new(new Metric(score.Name), Minimize: false);

    public EvaluatorSettings Settings { get; } = new() { Kind = score.Name, Images = score.Images, Seed = seed };

    public Evaluation Evaluate(
        Candidate candidate, Architecture architecture, IProgress<CurvePoint>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var start = TimeProvider.System.GetTimestamp();
        TorchRuntime.Prepare();
        torch.set_num_threads(1);
        try
        {
            using var scope = torch.NewDisposeScope();
            var value = score.Score(architecture.Build(), _batch, candidate.Seed);
            var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
            return double.IsFinite(value)
                ? new Evaluation([(Objective.Metric, value)], [], seconds)
                : Evaluation.Failed($"{score.Name} is {value.ToString(CultureInfo.InvariantCulture)}", seconds);
        }
        catch (ISyNetException error)
        {
            return Evaluation.Failed(error.Message, TimeProvider.System.GetElapsedTime(start).TotalSeconds);
        }
    }
}
