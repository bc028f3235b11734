using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Graph.Architectures;
using ISyNet.Images;
using ISyNet.Search;
using ISyNet.Training.Native;
using TorchSharp;

namespace ISyNet.Evaluators.TrainingFree;

/// <summary>Evaluates a candidate by a <see cref="TrainingFreeScore"/>.</summary>
internal sealed class TrainingFreeEvaluator(TrainingFreeScore score, ImageSet training, ulong seed) : IStudyEvaluator
{
    private readonly ScoreBatch _batch = new(training, Math.Max(1, score.Images), seed);

    public Objective Objective { get; } = new(score.Name, Minimize: false);

    public ImmutableSortedDictionary<string, string> Settings { get; } = ImmutableSortedDictionary<string, string>.Empty
        .Add("kind", score.Name)
        .Add("images", score.Images.ToString(CultureInfo.InvariantCulture))
        .Add("seed", seed.ToString(CultureInfo.InvariantCulture));

    public Task PrepareAsync(IProgress<EvaluatorProgress>? progress, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<Evaluation> EvaluateAsync(
        Candidate candidate, Architecture architecture, IProgress<CurvePoint>? progress, CancellationToken cancellationToken) =>
        Task.Run(() => Evaluate(candidate, architecture), cancellationToken);

    private Evaluation Evaluate(Candidate candidate, Architecture architecture)
    {
        var start = TimeProvider.System.GetTimestamp();
        TorchRuntime.Prepare();
        torch.set_num_threads(1);
        try
        {
            using var scope = torch.NewDisposeScope();
            var value = score.Score(architecture.Build(), _batch, candidate.Seed);
            var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
            return double.IsFinite(value)
                ? new Evaluation(ImmutableDictionary<string, double>.Empty.Add(score.Name, value), [], seconds)
                : Evaluation.Failed($"{score.Name} is {value.ToString(CultureInfo.InvariantCulture)}", seconds);
        }
        catch (ISyNetException error)
        {
            return Evaluation.Failed(error.Message, TimeProvider.System.GetElapsedTime(start).TotalSeconds);
        }
    }
}
