using CsCheck;
using ISyNet.Detection.Learning;
using static TorchSharp.torch;

namespace ISyNet.Detection.Tests.Learning;

/// <summary>Losses and their gradients against the published formulas in plain double arithmetic and finite differences.</summary>
public class LossValues
{
    [Fact, Trait("Category", Property.Category)]
    public void Quality_focal_loss_and_its_gradient_are_those_of_the_formula() =>
        Gen.Select(Gen.Double[-8, 8].Array[6], Gen.Double[0, 1].Array[6], Gen.Double[0, 2].Array[6]).ForAll((logits, targets, weights) =>
            Check(logits, x => Enumerable.Range(0, 6).Sum(i => weights[i] * QualityFocal(x[i], targets[i])),
                x => DetectionLosses.QualityFocal(x, tensor(targets), tensor(weights))), cases: 200);

    [Fact]
    public void Quality_focal_loss_is_the_focal_loss_for_hard_targets()
    {
        foreach (var (logit, target) in new[] { (1.3, 1.0), (-0.4, 0.0), (3.0, 0.0) })
        {
            var p = 1 / (1 + Math.Exp(-logit));
            var pt = target == 1 ? p : 1 - p;
            using var scope = NewDisposeScope();
            var loss = DetectionLosses.QualityFocal(tensor([logit]), tensor([target]), tensor([1.0])).item<double>();
            Assert.Equal(-Math.Pow(1 - pt, 2) * Math.Log(pt), loss, 12);
        }
    }

    [Fact, Trait("Category", Property.Category)]
    public void Generalised_iou_loss_and_its_gradient_are_those_of_the_formula() =>
        Gen.Select(Gen.Double[-1.5, 2].Array[8], Gen.Double[-0.4, 5].Array[8], Gen.Double[0.1, 2].Array[2]).ForAll((logs, raw, weights) =>
        {
            // A true box keeps some size, and no side of it coincides with the predicted one, where the gradient has a jump.
            var distances = raw.Select((d, i) => d + (raw[(i / 4 * 4) + ((i + 2) % 4)] + d < 0.5 ? 2 : 0)).ToArray();
            if (logs.Where((log, i) => Math.Abs(Math.Exp(log) - distances[i]) < 1e-3).Any())
                return;
            Check(logs, x => Enumerable.Range(0, 2).Sum(b => weights[b] * GeneralizedIou(Box(x.Skip(4 * b).Take(4).Select(Math.Exp)), Box(distances.Skip(4 * b).Take(4)))),
                x => DetectionLosses.GeneralizedIou(x.view(2, 4), tensor(distances, 2, 4), tensor(weights)));
        }, cases: 300);

    [Fact]
    public void Equal_boxes_cost_nothing()
    {
        using var scope = NewDisposeScope();
        var loss = DetectionLosses.GeneralizedIou(tensor(new[] { 0.1, 0.2, 0.3, 0.4 }, 1, 4), tensor(new[] { 0.1, 0.2, 0.3, 0.4 }.Select(Math.Exp).ToArray(), 1, 4), tensor([1.0]));
        Assert.Equal(0, loss.item<double>(), 12);
    }

    private static void Check(double[] at, Func<double[], double> expected, Func<Tensor, Tensor> loss)
    {
        using var scope = NewDisposeScope();
        using var x = tensor(at, requires_grad: true);
        var value = loss(x);
        value.backward();
        Assert.Equal(expected(at), value.item<double>(), 1e-9 * (1 + Math.Abs(expected(at))));
        var gradient = x.grad!.data<double>().ToArray();
        for (var i = 0; i < at.Length; i++)
        {
            const double h = 1e-5;
            var (up, down) = ((double[])at.Clone(), (double[])at.Clone());
            up[i] += h;
            down[i] -= h;
            var difference = (expected(up) - expected(down)) / (2 * h);
            Assert.Equal(difference, gradient[i], 1e-6 * (1 + Math.Abs(difference)));
        }
    }

    private static double QualityFocal(double logit, double target)
    {
        var s = 1 / (1 + Math.Exp(-logit));
        return Math.Pow(Math.Abs(target - s), 2) * -(((1 - target) * Math.Log(1 - s)) + (target * Math.Log(s)));
    }

    /// <summary>Left, top, right, bottom around the origin.</summary>
    private static (double L, double T, double R, double B) Box(IEnumerable<double> distances)
    {
        var d = distances.ToArray();
        return (-d[0], -d[1], d[2], d[3]);
    }

    private static double GeneralizedIou((double L, double T, double R, double B) a, (double L, double T, double R, double B) b)
    {
        static double Area(double l, double t, double r, double bottom) => Math.Max(0, r - l) * Math.Max(0, bottom - t);
        var inter = Area(Math.Max(a.L, b.L), Math.Max(a.T, b.T), Math.Min(a.R, b.R), Math.Min(a.B, b.B));
        var union = Area(a.L, a.T, a.R, a.B) + Area(b.L, b.T, b.R, b.B) - inter;
        var hull = Area(Math.Min(a.L, b.L), Math.Min(a.T, b.T), Math.Max(a.R, b.R), Math.Max(a.B, b.B));
        return 1 - ((inter / union) - ((hull - union) / hull));
    }
}
