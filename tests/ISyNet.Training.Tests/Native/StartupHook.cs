using ISyNet.Training.Native;
using ISyNet.Training.Tests.Native;

// The child that asks the shapes of PinnedShapes instead of the product's own list.
internal static class StartupHook
{
    public static void Initialize() => KnownAnswersChild.AnswerIfAsked(PinnedShapes.All);
}
