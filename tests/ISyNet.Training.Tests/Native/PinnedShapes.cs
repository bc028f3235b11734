using System.Collections.Immutable;
using System.Reflection;
using ISyNet.Training.Native;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Tests.Native;

/// <summary>
/// The shapes that libtorch 2.10 computed wrongly on an AMD EPYC of family 26 whose hypervisor hides the caches, and their neighbours: every pair of
/// channels that fill a block of a kernel, miss it or pass it by one, kernels of 1, 3 and 5, one image and several.
/// </summary>
public sealed class PinnedShapes
{
    internal static ImmutableArray<Question> All { get; } =
    [
        .. from input in Channels
           from output in Channels
           from kernel in (int[])[1, 3, 5]
           from images in (int[])[1, 4]
           select new Question(images, input, output, 5, kernel),
        .. from channels in Channels
           from kernel in (int[])[1, 3, 5]
           select new Question(2, channels, channels, 6, kernel, Groups: channels),
        .. from input in Channels
           from output in Channels
           select new Question(2, input, output, 6, 1, Stride: 2),
    ];

    private static int[] Channels => [1, 2, 3, 8, 16, 17];

    [Theory]
    [InlineData(Arithmetic.Float32, InjectedFault.None)]
    [InlineData(Arithmetic.Float32, InjectedFault.Caches)]
    [InlineData(Arithmetic.Bfloat16, InjectedFault.None)]
    [InlineData(Arithmetic.Bfloat16, InjectedFault.Caches)]
    internal void Are_right_whether_caches_are_hidden_or_not(Arithmetic arithmetic, InjectedFault fault)
    {
        var verdict = KnownAnswersChild.Run(arithmetic, null, fault, Assembly.GetExecutingAssembly());
        Assert.True(verdict.Right, verdict.Reason);
    }
}
