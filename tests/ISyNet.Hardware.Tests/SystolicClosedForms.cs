using CsCheck;
using ISyNet.Graph;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Lowering;
using ISyNet.Hardware.Systolic;
using ISyNet.Hardware.Tiling;

namespace ISyNet.Hardware.Tests;

/// <summary>The closed forms against a simulation that moves numbers, and against SCALE-Sim's published totals.</summary>
public class SystolicClosedForms
{
    private static readonly Gen<Dataflow> Dataflows = Gen.OneOf(Dataflow.WeightStationary, Dataflow.OutputStationary, Dataflow.InputStationary);

    [Fact, Trait("Category", Property.Category)]
    public void They_are_what_a_cycle_by_cycle_simulation_counts()
    {
        var sizes = Gen.Select(Gen.Int[1, 7], Gen.Int[1, 7], Gen.Int[1, 20], Gen.Int[1, 20], Gen.Int[1, 20]);
        Gen.Select(sizes, Dataflows, Gen.Long[-1000, 1000].Array[400], Gen.Long[-1000, 1000].Array[400]).ForAll((size, dataflow, x, y) =>
        {
            var (rows, columns, m, k, n) = size;
            var (a, b) = (Matrix(x, m, k), Matrix(y, k, n));
            var grid = new SystolicGrid(rows, columns);

            var product = grid.Multiply(a, b, dataflow);

            var cost = new SystolicArray(rows, columns, dataflow).Cost("layer", new MatrixProduct(m, k, n));
            Assert.Equal(Product(a, b), product);
            // SCALE-Sim prints the number of the last cycle, counted from 0.
            Assert.Equal(grid.Cycles - 1, cost.ComputeCycles);
            Assert.Equal(grid.Folds, cost.Folds);
            Assert.Equal(grid.Macs, cost.Product.Macs);
        }, cases: 300);
    }

    [Theory]
    [InlineData("128x128", 417_628)]
    [InlineData("32x32", 2_519_815)]
    public void ResNet18_takes_the_cycles_that_SCALE_Sim_counts(string array, long cycles) => Assert.Equal(
        cycles, SystolicProfile.Create(TopologyFile.Load("topologies/ResNet-18.csv"), SystolicArray.Parse(array, Dataflow.WeightStationary)).ComputeCycles);

    [Fact, Trait("Category", Property.Category)]
    public void Rates_are_shares_of_the_array()
    {
        var product = Gen.Select(Gen.Long[1, 5000], Gen.Long[1, 5000], Gen.Long[1, 5000], Gen.Long[1, 50])
            .Select((m, k, n, count) => new MatrixProduct(m, k, n, count));
        Gen.Select(product, Gen.Int[1, 300], Gen.Int[1, 300], Dataflows).ForAll((p, rows, columns, dataflow) =>
        {
            var cost = new SystolicArray(rows, columns, dataflow).Cost("layer", p);
            Assert.InRange(cost.MappingEfficiency, 0, 1);
            // Cycles are counted from 0, one too few: a fold of one cycle may seem to do more than it can.
            Assert.True(cost.Utilisation * cost.ComputeCycles / (cost.ComputeCycles + 1) <= cost.MappingEfficiency * (1 + 1e-12));
            Assert.True(cost.Folds >= p.Count);
        });
    }

    [Fact, Trait("Category", Property.Category)]
    public void Groups_run_one_after_another()
    {
        Gen.Select(Gen.Long[1, 999], Gen.Long[1, 999], Gen.Long[1, 999], Gen.Long[1, 64], Dataflows).ForAll((m, k, n, groups, dataflow) =>
        {
            var array = new SystolicArray(16, 8, dataflow);
            var one = array.Cost("one", new MatrixProduct(m, k, n));
            var all = array.Cost("all", new MatrixProduct(m, k, n, groups));
            Assert.Equal((one.ComputeCycles + 1) * groups, all.ComputeCycles + 1);
            Assert.Equal(one.MappingEfficiency, all.MappingEfficiency, 12);
        });
    }

    [Theory]
    [InlineData("ResNet-50")]
    [InlineData("ISyNet-N1")]
    public void A_network_keeps_its_multiply_accumulates(string name)
    {
        var network = ModelZoo.Find(name)!.Build();
        var profile = SystolicProfile.Create(Topology.FromNetwork(network, batch: 3), new SystolicArray(128, 128));
        Assert.Equal(network.TotalMacs * 3, profile.Macs);
        Assert.Equal(network.Layers.Count(l => network.Macs(l) > 0), profile.Layers.Length);
    }

    [Theory]
    [InlineData("tpu-128")]
    [InlineData("tpu-256")]
    [InlineData("edge-npu")]
    public void No_tile_schedule_is_faster_than_the_array_alone(string name)
    {
        var device = DeviceCatalog.Find(name)!;
        foreach (var network in (string[])["ResNet-18", "MobileNetV2", "ISyNet-N0"])
        {
            var alone = new SystolicModel(device).Predict(ModelZoo.Find(network)!.Build(), 3);
            var scheduled = new TileScheduleModel(device).Predict(ModelZoo.Find(network)!.Build(), 3);
            foreach (var (bare, tiled) in alone.Operations.Zip(scheduled.Operations))
                Assert.True(bare.LatencyMs <= tiled.LatencyMs, $"{network} {bare.Operation.Name}");
            Assert.InRange(alone.MatrixUtilisation, 0, 1);
        }
    }

    [Fact]
    public void A_cube_is_no_systolic_array() => Assert.Contains(
        "Cube", Assert.Throws<DeviceException>(() => new SystolicModel(DeviceCatalog.Find("ascend310")!)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("32")]
    [InlineData("32x")]
    [InlineData("0x8")]
    [InlineData("8x-1")]
    [InlineData("8x8x8")]
    [InlineData("70000x8")]
    public void A_wrong_array_is_said(string size) =>
        Assert.Contains("32x32", Assert.Throws<GraphException>(() => SystolicArray.Parse(size, Dataflow.InputStationary)).Message, StringComparison.Ordinal);

    [Fact]
    public void Dataflows_go_by_their_short_names()
    {
        foreach (var dataflow in Enum.GetValues<Dataflow>().Where(d => d != Dataflow.Cube))
            Assert.Equal(dataflow, DataflowName.Parse(DataflowName.Abbreviate(dataflow).ToUpperInvariant()));
        Assert.Contains("ws, os or is", Assert.Throws<GraphException>(() => DataflowName.Parse("rs")).Message, StringComparison.Ordinal);
    }

    private static long[,] Matrix(long[] values, int rows, int columns)
    {
        var matrix = new long[rows, columns];
        for (var i = 0; i < matrix.Length; i++)
            matrix[i / columns, i % columns] = values[i];
        return matrix;
    }

    private static long[,] Product(long[,] a, long[,] b)
    {
        var product = new long[a.GetLength(0), b.GetLength(1)];
        for (var m = 0; m < a.GetLength(0); m++)
        {
            for (var n = 0; n < b.GetLength(1); n++)
            {
                for (var k = 0; k < a.GetLength(1); k++)
                    product[m, n] += a[m, k] * b[k, n];
            }
        }

        return product;
    }
}
