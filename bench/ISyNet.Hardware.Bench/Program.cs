using BenchmarkDotNet.Running;
using ISyNet.Hardware.Bench;

BenchmarkSwitcher.FromAssembly(typeof(ClosedFormBench).Assembly).Run(args);
