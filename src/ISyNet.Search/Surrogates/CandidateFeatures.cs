using ISyNet.Graph.Ops;
using ISyNet.Search.Scaling;
using ISyNet.Search.Spaces;

namespace ISyNet.Search.Surrogates;

/// <summary>What a surrogate sees of a candidate: first what any network has, then what its stages have, then its genes.</summary>
/// <param name="Whole">Logarithms of MACs, parameters, activations and depth, capacity, skips, and the cheap objectives.</param>
/// <param name="All">The same, then per stage and per gene.</param>
internal sealed record CandidateFeatures(double[] Whole, double[] All)
{
    private static readonly CompoundCapacity Capacity = new();

    public static CandidateFeatures Extract(SearchProblem problem, Genotype genotype)
    {
        var network = genotype.ToArchitecture().Build();
        var (macs, parameters, convolutions) = (new double[genotype.Space.Stages.Length], new double[genotype.Space.Stages.Length], new double[genotype.Space.Stages.Length]);
        double area = 0, skips = 0, linear = 0;
        foreach (var layer in network.Layers)
        {
            skips += layer.Op is Elementwise or Concat ? 1 : 0;
            linear += layer.Op is Activation ? 1 : 0;
            if (layer.Op is not Conv conv)
                continue;
            area += Math.Log(conv.Window.KernelArea);
            if (layer.Place?.Stage is not { } stage)
                continue;
            macs[stage] += network.Macs(layer);
            parameters[stage] += network.Params(layer);
            convolutions[stage]++;
        }

        var costs = problem.CostsOf(genotype);
        double[] whole =
        [
            Math.Log(1.0 + network.TotalMacs), Math.Log(1.0 + network.TotalParams), Math.Log(1.0 + network.TotalActivations),
            Math.Log(1 + convolutions.Sum()), Capacity.Measure(network), area / (1 + convolutions.Sum()), skips / (1 + convolutions.Sum()),
            linear / (1 + convolutions.Sum()),
            .. problem.Objectives.Where(o => o.Cheap).Select(o => Math.Log(1e-9 + Math.Abs((costs.Find(o.Metric) ?? 0)))),
        ];
        return new CandidateFeatures(whole,
        [
            .. whole, .. macs.Select(m => Math.Log(1 + m)), .. parameters.Select(p => Math.Log(1 + p)), .. convolutions,
            .. genotype.Choices.Select(choice => (double)choice),
        ]);
    }
}
