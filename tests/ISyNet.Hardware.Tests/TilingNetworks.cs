using CsCheck;
using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Hardware.Devices;

namespace ISyNet.Hardware.Tests;

/// <summary>Random small networks, devices, and better devices, for the properties of the tile schedule.</summary>
internal static class TilingNetworks
{
    /// <summary>A device, and the same one with one thing better.</summary>
    public sealed record Improvement(string What, Device Device, Device Better);

    private static readonly Device[] Base =
        [.. new[] { "ascend310", "ascend310:int8", "edge-npu", "tpu-128" }.Select(name => DeviceCatalog.Find(name)!)];

    private static readonly (string What, Func<Device, double, Device> Better)[] Changes =
    [
        ("clock", (d, f) => d with { ClockMHz = d.ClockMHz * f }),
        ("cores", (d, f) => d with { Cores = d.Cores + (int)f }),
        ("cache size", (d, f) => d with { Cache = d.Cache with { CapacityBytes = Scaled(d.Cache.CapacityBytes, f) } }),
        ("cache read rate", (d, f) => d with { Cache = d.Cache with { ReadBytesPerCycle = d.Cache.ReadBytesPerCycle * f } }),
        ("cache write rate", (d, f) => d with { Cache = d.Cache with { WriteBytesPerCycle = d.Cache.WriteBytesPerCycle * f } }),
        ("external read rate", (d, f) => d with { External = d.External with { ReadGBps = d.External.ReadGBps * f } }),
        ("external write rate", (d, f) => d with { External = d.External with { WriteGBps = d.External.WriteGBps * f } }),
        ("vector lanes", (d, f) => d with { Vector = d.Vector with { BytesPerCycle = (int)(d.Vector.BytesPerCycle * f) } }),
        ("left buffer", (d, f) => d with { Local = d.Local! with { LeftBytes = Scaled(d.Local.LeftBytes, f) } }),
        ("right buffer", (d, f) => d with { Local = d.Local! with { RightBytes = Scaled(d.Local.RightBytes, f) } }),
        ("accumulator", (d, f) => d with { Local = d.Local! with { AccumulatorBytes = Scaled(d.Local.AccumulatorBytes, f) } }),
        ("staging buffer", (d, f) => d with { Local = d.Local! with { StagingBytes = Scaled(d.Local.StagingBytes, f) } }),
        ("vector buffer", (d, f) => d with { Local = d.Local! with { VectorBytes = Scaled(d.Local.VectorBytes, f) } }),
        ("path to the left buffer", (d, f) => d with { Local = d.Local! with { StagingToLeft = d.Local.StagingToLeft * f } }),
        ("path to the right buffer", (d, f) => d with { Local = d.Local! with { StagingToRight = d.Local.StagingToRight * f } }),
        ("path from the accumulator", (d, f) => d with { Local = d.Local! with { AccumulatorToVector = d.Local.AccumulatorToVector * f } }),
    ];

    /// <summary>Chains of convolutions of all kinds with residuals, pooling and a classifier.</summary>
    public static Gen<Network> Networks { get; } =
        Gen.Select(Gen.Int[1, 40], Gen.Int[7, 60], Layer.Array[1, 6], Gen.Int[1, 200]).Select((channels, side, layers, classes) =>
        {
            var builder = new NetworkBuilder("random");
            var last = builder.Input(Shape.Map(channels, side, side));
            for (var i = 0; i < layers.Length; i++)
                last = Append(builder, last, $"layer{i}", layers[i]);
            last = builder.Add("pool", new GlobalPool(), last);
            builder.Add("classifier", new Linear(classes), builder.Add("flatten", new Flatten(), last));
            return builder.Build();
        });

    /// <summary>Ascend-like and systolic devices with buffers of any size, and one thing that gets better.</summary>
    public static Gen<Improvement> Improvements { get; } =
        Gen.Select(Gen.Int[0, 3], Gen.Double[-6, 2].Select(power => Math.Pow(2, power)).Array[8], Gen.Int[1, 6], Gen.Int[0, Changes.Length - 1], Gen.Double[1, 5]).Select((which, scales, cores, change, factor) =>
        {
            var device = Base[which] with { Cores = cores };
            var local = device.Local!;
            device = device with
            {
                Local = local with
                {
                    LeftBytes = Scaled(local.LeftBytes, scales[0]),
                    RightBytes = Scaled(local.RightBytes, scales[1]),
                    AccumulatorBytes = Scaled(local.AccumulatorBytes, scales[2]),
                    StagingBytes = Scaled(local.StagingBytes, scales[3]),
                    VectorBytes = Scaled(local.VectorBytes, scales[4]),
                    AccumulatorToVector = local.AccumulatorToVector * scales[5],
                },
                Cache = device.Cache with { CapacityBytes = Scaled(device.Cache.CapacityBytes, scales[6]) },
                External = device.External with { ReadGBps = device.External.ReadGBps * scales[7] },
            };
            return new Improvement(Changes[change].What, device, Changes[change].Better(device, factor));
        });

    private static Gen<(int Kind, int Channels, int Kernel, int Stride)> Layer =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[1, 300], Gen.OneOf(Gen.Const(1), Gen.Const(3), Gen.Const(5), Gen.Const(7)), Gen.Int[1, 2]);

    private static int Append(NetworkBuilder builder, int last, string name, (int Kind, int Channels, int Kernel, int Stride) layer)
    {
        var channels = builder[last].Channels;
        switch (layer.Kind)
        {
            case 0:
                return builder.Add(name, new Conv(channels, Window.Square(layer.Kernel, layer.Stride), channels), last);
            case 1:
                return builder.Add(name, new Pool(PoolKind.Max, Window.Square(3, layer.Stride)), last);
            case 2:
                var conv = builder.Add($"{name}.conv", new Conv(channels, Window.Square(layer.Kernel)), last);
                return builder.Add($"{name}.relu", new Activation(ActivationKind.Relu), builder.Add($"{name}.add", new Elementwise(ElementwiseKind.Add), conv, last));
            default:
                return builder.Add(name, new Conv(layer.Channels, Window.Square(layer.Kernel, layer.Stride)), last);
        }
    }

    private static long Scaled(long bytes, double factor) => (long)(bytes * factor);
}
