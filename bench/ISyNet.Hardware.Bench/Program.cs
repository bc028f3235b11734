using BenchmarkDotNet.Running;
using ISyNet.Hardware.Bench;

if (args is ["mem-ranks", ..])
    MemRanks.Print();
else
    BenchmarkSwitcher.FromAssembly(typeof(ClosedFormBench).Assembly).Run(args);
