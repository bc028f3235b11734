using System.Runtime.InteropServices;
using ISyNet.Training.Native;

namespace ISyNet.Training.Tests.Native;

public sealed class TorchLogTests
{
    // glog's numbers: 0 information, 1 warnings, 2 errors.
    [Fact]
    public void Warnings_of_libtorch_stay_out_of_the_terminal()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("TORCH_CPP_LOG_LEVEL") is null, "the user wants to see more or less");
        TorchRuntime.Prepare();
        Assert.SkipUnless(MappedLibrary.Find("libc10.so") is not null, "libtorch of another system");
        var level = NativeLibrary.GetExport(NativeLibrary.Load(MappedLibrary.Find("libc10.so")!.Path), "FLAGS_caffe2_log_level");
        Assert.Equal(2, Marshal.ReadInt32(level));
    }
}
