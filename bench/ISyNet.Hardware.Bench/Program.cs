using BenchmarkDotNet.Running;
using ISyNet.Hardware.Bench;

if (args is ["mem-ranks", ..])
    MemRanks.Print();
else if (args is ["devices", var plot])
    DeviceComparison.Print(plot);
else
    BenchmarkSwitcher.FromAssembly(typeof(ClosedFormBench).Assembly).Run(args);
