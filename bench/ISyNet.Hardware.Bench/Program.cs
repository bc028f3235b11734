using BenchmarkDotNet.Running;
using ISyNet.Hardware.Bench;

if (args is ["mem-ranks", ..])
    MemRanks.Print();
else if (args is ["devices", var plot])
    DeviceComparison.Print(plot);
else if (args is ["rows", var file])
    DeviceComparison.WriteRows(file);
else
    BenchmarkSwitcher.FromAssembly(typeof(ClosedFormBench).Assembly).Run(args);
