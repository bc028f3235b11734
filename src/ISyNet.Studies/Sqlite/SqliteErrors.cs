using ISyNet.Search.Studies;
using Microsoft.Data.Sqlite;

namespace ISyNet.Studies.Sqlite;

/// <summary>SQLite's result codes (sqlite.org/rescode.html) as one line for the user.</summary>
internal static class SqliteErrors
{
    public const int Constraint = 19;
    private const int Busy = 5, Locked = 6, ReadOnly = 8, IoError = 10, Corrupt = 11, Full = 13, CannotOpen = 14, NoDatabase = 26;

    /// <summary>SQLite's error inside an error of the mapper; null when there is none.</summary>
    public static SqliteException? Find(Exception error)
    {
        for (var inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is SqliteException cause)
                return cause;
        }

        return null;
    }

    public static bool IsBusy(SqliteException error) => error.SqliteErrorCode is Busy or Locked;

    public static StudyException Explain(SqliteException error, string path, TimeSpan waited)
    {
        var reason = error.SqliteErrorCode switch
        {
            Busy or Locked => $"another program has kept it locked for {waited.TotalSeconds:0.#} s; close it and try again",
            ReadOnly => "the file or its folder is read-only; change the permissions or use another place",
            Full => "the disk is full; free some space and resume, finished candidates are kept",
            IoError => "reading or writing failed, most likely because of a full or failing disk; free some space and resume, finished candidates are kept",
            Corrupt => "the file is damaged; restore a backup, or recover the readable part with: sqlite3 FILE .recover",
            NoDatabase => "this is not a study file",
            CannotOpen => "the file cannot be opened or created; check that its folder exists and that you may write into it",
            _ => error.Message.ReplaceLineEndings(" "),
        };
        return new StudyException($"{path}: {reason}", error);
    }
}
