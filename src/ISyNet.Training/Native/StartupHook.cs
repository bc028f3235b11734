using ISyNet.Training.Native;

// .NET calls a class of this name, in no namespace, before the program's own Main where DOTNET_STARTUP_HOOKS names the assembly
// (dotnet/runtime, docs/design/features/host-startup-hook.md). That makes a child process of any program that uses this library: the same host, the
// same dependencies, no file beside it, and nothing of the program runs.
internal static class StartupHook
{
    public static void Initialize() => KnownAnswersChild.AnswerIfAsked(KnownAnswers.Questions);
}
