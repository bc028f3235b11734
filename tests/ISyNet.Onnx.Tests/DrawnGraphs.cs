using CsCheck;
using ISyNet.Graph;

namespace ISyNet.Onnx.Tests;

/// <summary>
/// Graphs drawn step by step, with shared weights, batches held in reshapes, names of dimensions, several inputs, functions, branches and
/// loops, whose multiply-accumulates and parameters are counted while they are drawn.
/// </summary>
public class DrawnGraphs
{
    private static long[] Pads => [1, 1, 1, 1];

    private enum Step
    {
        Conv, SharedConv, Call, Shuffle, Slopes, Bias, Branch, Loop, Recurrent, Tokens, Join,
    }

    /// <summary>How the file writes its batch.</summary>
    private enum BatchKind
    {
        One, Fixed, Named, OneName, FreeButHeld,
    }

    private static readonly Gen<(BatchKind Batch, int Samples, Step[] Steps, int Channels, int Side)> Graphs =
        from batch in Gen.Enum<BatchKind>()
        from samples in Gen.Int[2, 7]
        from steps in Gen.Enum<Step>().Array[1, 7]
        from channels in Gen.Int[1, 4]
        from side in Gen.Int[2, 5]
        select (batch, samples, steps, 2 * channels, 2 * side);

    [Fact, Trait("Category", Property.Category)]
    public void Are_counted_as_they_were_drawn() => Graphs.ForAll(
        drawn =>
        {
            var drawing = new Drawing(drawn.Batch, drawn.Samples, drawn.Channels, drawn.Side);
            foreach (var step in drawn.Steps)
                drawing.Take(step);
            var sketch = drawing.Finish();
            var network = sketch.Import(drawn.Batch == BatchKind.OneName ? new() { Input = new Shape(drawn.Channels, drawn.Side, drawn.Side) } : null).Network;
            Assert.Equal((drawing.Macs, drawing.Parameters), (network.TotalMacs, network.TotalParams));
        },
        cases: 150);

    private sealed class Drawing
    {
        private readonly OnnxSketch _sketch = new(13);
        private readonly BatchKind _kind;
        private readonly long _samples;
        private readonly int _channels;
        private readonly int _side;
        private readonly Dictionary<string, long> _stored = new(StringComparer.Ordinal);
        private string _at = "x";
        private string? _shared;
        private int _names;

        public Drawing(BatchKind kind, int samples, int channels, int side)
        {
            (_kind, _samples, _channels, _side) = (kind, kind is BatchKind.Fixed or BatchKind.FreeButHeld ? samples : 1, channels, side);
            _sketch.Input("x", Batch, channels, kind == BatchKind.OneName ? "?" : side, kind == BatchKind.OneName ? "?" : side);
        }

        public long Macs { get; private set; }

        public long Parameters => _stored.Values.Sum();

        private object Batch => _kind switch { BatchKind.One => 1L, BatchKind.Fixed => _samples, BatchKind.Named or BatchKind.FreeButHeld => "N", _ => "?" };

        private bool MayHold => _kind is BatchKind.Fixed or BatchKind.FreeButHeld or BatchKind.One;

        private long Pixels => (long)_side * _side;

        public void Take(Step step)
        {
            switch (step)
            {
                case Step.Conv:
                    Convolve(Weight(_channels, _channels, 3, 3));
                    break;
                case Step.SharedConv:
                    Convolve(_shared ??= Weight(_channels, _channels, 3, 3));
                    break;
                case Step.Call:
                    Call();
                    break;
                case Step.Shuffle when MayHold:
                    Shuffle();
                    break;
                case Step.Slopes:
                    Next($"PRelu({_at}, {Weight(_channels, 1, 1)})");
                    break;
                case Step.Bias:
                    var (bias, shape, turned) = (Weight(_channels), Ints(1, _channels, 1, 1), Name());
                    _sketch.Node($"Reshape({bias}, {shape}) -> {turned}");
                    Next($"Add({_at}, {turned})");
                    break;
                case Step.Branch:
                    Branch();
                    break;
                case Step.Loop:
                    Loop();
                    break;
                case Step.Recurrent when MayHold:
                    Recurrent();
                    break;
                case Step.Tokens when MayHold:
                    Tokens();
                    break;
                case Step.Join when _kind != BatchKind.OneName:
                    var second = Name();
                    _sketch.Input(second, Batch, _channels, _side, _side);
                    Next($"Add({_at}, {second})");
                    break;
                default:
                    Next($"Relu({_at})");
                    break;
            }
        }

        public OnnxSketch Finish()
        {
            // A last layer with weights, so that everything before it feeds weights; its reshape holds the batch where there is one to hold.
            var features = _channels * Pixels;
            var row = Name();
            if (MayHold)
                _sketch.Node($"Reshape({_at}, {Ints(_samples, features)}) -> {row}");
            else
                _sketch.Node($"Flatten({_at}) -> {row}");
            _sketch.Node($"Gemm({row}, {Weight(features, 5)}) -> y");
            Macs += features * 5;
            return _sketch;
        }

        private void Convolve(string weight)
        {
            Next($"Conv({_at}, {weight})", ("pads", Pads));
            Macs += Pixels * _channels * _channels * 9;
        }

        private void Call()
        {
            if (_sketch.Model.Functions.Count == 0)
            {
                _sketch.Function("own", "Twice", ["X", "W"], ["Y"], new OnnxSketch(13).Node("own:Block(X, W) -> t").Node("own:Block(t, W) -> Y"));
                _sketch.Function("own", "Block", ["X", "W"], ["Y"], new OnnxSketch(13).Node("Conv(X, W) -> t", ("pads", Pads)).Node("Relu(t) -> Y"));
            }

            Next($"own:Twice({_at}, {Weight(_channels, _channels, 3, 3)})");
            Macs += 2 * Pixels * _channels * _channels * 9;
        }

        private void Shuffle()
        {
            var (apart, turned) = (Name(), Name());
            _sketch.Node($"Reshape({_at}, {Ints(_samples, 2, _channels / 2, _side, _side)}) -> {apart}").Node($"Transpose({apart}) -> {turned}", ("perm", new long[] { 0, 2, 1, 3, 4 }));
            Next($"Reshape({turned}, {Ints(_samples, _channels, _side, _side)})");
        }

        private void Branch()
        {
            var (large, small) = (Name(), Name());
            var most = Name();
            var condition = Name();
            _sketch.Node($"ReduceMax({_at}) -> {most}", ("keepdims", 0)).Node($"Cast({most}) -> {condition}", ("to", 9));
            var yes = new OnnxSketch(13).Weight($"w{large}", _channels, _channels, 3, 3).Node($"Conv({_at}, w{large}) -> {large}", ("pads", Pads)).Body([large]);
            var no = new OnnxSketch(13).Weight($"w{small}", _channels, _channels, 1, 1).Node($"Conv({_at}, w{small}) -> {small}").Body([small]);
            _stored[$"w{large}"] = 9L * _channels * _channels;
            Macs += Pixels * _channels * _channels * 9;
            Next($"If({condition})", ("then_branch", yes), ("else_branch", no));
        }

        private void Loop()
        {
            const int rounds = 3;
            var (inner, weight, count) = (Name(), Weight(_channels, _channels, 1, 1), Name());
            _sketch.Scalar(count, rounds);
            var body = new OnnxSketch(13).Node($"Identity(go{inner}) -> on{inner}").Node($"Conv(v{inner}, {weight}) -> c{inner}").Node($"Relu(c{inner}) -> r{inner}").Body([$"on{inner}", $"r{inner}"], $"i{inner}", $"go{inner}", $"v{inner}");
            Macs += rounds * Pixels * _channels * _channels;
            Next($"Loop({count}, _, {_at})", ("body", body));
        }

        private void Recurrent()
        {
            // Rows of the map as steps: batch first, then steps first, and back.
            var features = (long)_channels * _side;
            var (rows, steps, stepsOut, squeezed, back) = (Name(), Name(), Name(), Name(), Name());
            _sketch.Node($"Reshape({_at}, {Ints(_samples, _side, features)}) -> {rows}").Node($"Transpose({rows}) -> {steps}", ("perm", new long[] { 1, 0, 2 }))
                .Node($"GRU({steps}, {Weight(1, 3 * features, features)}, {Weight(1, 3 * features, features)}) -> {stepsOut}", ("hidden_size", features))
                .Node($"Squeeze({stepsOut}, {Ints(1)}) -> {squeezed}").Node($"Transpose({squeezed}) -> {back}", ("perm", new long[] { 1, 0, 2 }));
            Next($"Reshape({back}, {Ints(_samples, _channels, _side, _side)})");
            Macs += _side * 3 * features * 2 * features;
        }

        private void Tokens()
        {
            // Batch and positions in one dimension.
            var (last, rows, mixed, apart) = (Name(), Name(), Name(), Name());
            _sketch.Node($"Transpose({_at}) -> {last}", ("perm", new long[] { 0, 2, 3, 1 })).Node($"Reshape({last}, {Ints(_samples * Pixels, _channels)}) -> {rows}")
                .Node($"MatMul({rows}, {Weight(_channels, _channels)}) -> {mixed}").Node($"Reshape({mixed}, {Ints(_samples, _side, _side, _channels)}) -> {apart}");
            Next($"Transpose({apart})", ("perm", new long[] { 0, 3, 1, 2 }));
            Macs += Pixels * _channels * _channels;
        }

        private void Next(string call, params (string Name, object Value)[] attributes)
        {
            var output = Name();
            _sketch.Node($"{call} -> {output}", attributes);
            _at = output;
        }

        private string Weight(params long[] dims)
        {
            var name = Name();
            _sketch.Weight(name, dims);
            _stored[name] = dims.Aggregate(1L, (product, dim) => product * dim);
            return name;
        }

        private string Ints(params long[] values)
        {
            var name = Name();
            _sketch.Ints(name, values);
            return name;
        }

        private string Name() => $"v{_names++}";
    }
}
