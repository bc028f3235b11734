using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Weights;
using ISyNet.Onnx.Export;
using ISyNet.Runtime;

namespace ISyNet.Cli.Doctor;

/// <summary>ONNX Runtime: whether it loads and runs an exported model correctly.</summary>
internal sealed class OnnxRuntimeCheck : IHealthCheck
{
    public string Name => "ONNX Runtime";

    public Task<Finding> ExamineAsync(CancellationToken cancellation)
    {
        var path = Path.Combine(Path.GetTempPath(), $"isynet-doctor-{Guid.NewGuid():N}.onnx");
        try
        {
            var builder = new NetworkBuilder("doctor");
            var input = builder.Input(Shape.Map(1, 2, 2));
            builder.Add("fc", new Linear(1, Bias: false), builder.Add("flatten", new Flatten(), input));
            OnnxExport.Write(path, builder.Build(), new WeightSet([KeyValuePair.Create("fc.weight", new WeightTensor(new Shape(1, 4), [1f, 10f, 100f, 1000f]))]), new OnnxExportOptions());
            using var model = OnnxModel.Open(path);
            var answer = model.Run([1, 2, 3, 4], cancellation: cancellation)[0];
            return Task.FromResult(answer == 4321
                ? Finding.Good($"{OnnxModel.RuntimeVersion}, runs an exported model correctly")
                : Finding.Bad($"{OnnxModel.RuntimeVersion} computes {answer} instead of 4321", "please report this processor; exports cannot be trusted on it"));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
