namespace ISyNet.Application.Profiling;

/// <summary>Progress told on the thread that works; not <see cref="Progress{T}"/>, which would reorder it on the thread pool.</summary>
internal sealed class DirectProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
