namespace ISyNet.Cli;

/// <summary>The one-line message of an error.</summary>
internal static class UserErrors
{
    public static string OneLine(Exception error)
    {
        while (error is AggregateException { InnerException: { } inner })
            error = inner;
        var message = error switch
        {
            OutOfMemoryException => "out of memory: choose a smaller batch or network",
            NullReferenceException or IndexOutOfRangeException or InvalidCastException or KeyNotFoundException =>
                $"internal error ({error.GetType().Name}: {error.Message}); run again with --debug to see where, and please report it",
            _ => error.Message,
        };
        return string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
