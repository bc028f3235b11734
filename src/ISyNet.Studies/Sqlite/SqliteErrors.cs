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
            Busy or Locked => $"another program has kept it locked for {waited.TotalSeconds:0.#} s; close that and try again",
            ReadOnly => "it, or its folder, may not be written; change the permissions or take another place",
            Full => "the disk is full; make room and resume, what is finished is kept",
            IoError => "reading or writing failed, most likely for a full or failing disk; make room and resume, what is finished is kept",
            Corrupt => "the file is damaged; take a copy from a backup, or save what can be read with: sqlite3 FILE .recover",
            NoDatabase => "this is no study file",
            CannotOpen => "the file cannot be opened or made; is its folder there, and may you write into it?",
            _ => error.Message.ReplaceLineEndings(" "),
        };
        return new StudyException($"{path}: {reason}", error);
    }
}
