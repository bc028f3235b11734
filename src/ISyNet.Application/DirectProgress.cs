namespace ISyNet.Application;

/// <summary>Progress reported on the working thread; not <see cref="Progress{T}"/>, which would reorder it on the thread pool.</summary>
internal sealed class DirectProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
