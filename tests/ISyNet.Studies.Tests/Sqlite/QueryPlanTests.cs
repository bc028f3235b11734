using System.Collections.Concurrent;
using System.Diagnostics;
using ISyNet.Search.Studies;
using ISyNet.Studies.Child;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ISyNet.Studies.Tests.Sqlite;

/// <summary>How SQLite finds what the store asks for.</summary>
public sealed class QueryPlanTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_lease_finds_its_candidate_by_the_index_of_states()
    {
        var path = _folder.File("study.db");
        // Before the first command: Entity Framework looks for listeners once a second at most.
        using var queries = new Queries(path);
        await using var store = await StudyStores.OpenAsync(path);
        await store.CreateAsync(Specs.Study("s"));
        await store.AppendAsync("s", Specs.Proposals(0, 3));
        queries.Clear();
        Assert.NotNull(await store.LeaseAsync("s", 0, 100, LeaseOwner.Here("worker"), TimeSpan.FromMinutes(1), 3));
        var searches = queries.Seen.Where(query => query.Text.Contains("\"candidates\"", StringComparison.Ordinal) && query.Text.StartsWith("SELECT", StringComparison.Ordinal)).ToArray();
        Assert.Equal(2, searches.Length);
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync();
        foreach (var (text, values) in searches)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"EXPLAIN QUERY PLAN {text}";
            foreach (var (name, value) in values)
                command.Parameters.AddWithValue(name, value);
            await using var rows = await command.ExecuteReaderAsync();
            Assert.True(await rows.ReadAsync());
            Assert.Contains("INDEX IX_candidates_StudyId_State_Number (StudyId=? AND State=?", rows.GetString(3), StringComparison.Ordinal);
        }
    }

    /// <summary>Listens to the commands that Entity Framework sends to a file.</summary>
    private sealed class Queries : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly ConcurrentQueue<(string, (string, object?)[])> _seen = new();
        private readonly List<IDisposable> _subscriptions = [];
        private readonly string _path;

        public Queries(string path)
        {
            _path = path;
            _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
        }

        public IEnumerable<(string Text, (string Name, object? Value)[] Values)> Seen => _seen;

        public void Clear() => _seen.Clear();

        public void Dispose() => _subscriptions.ForEach(subscription => subscription.Dispose());

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.EntityFrameworkCore")
                _subscriptions.Add(value.Subscribe(this));
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Value is CommandEventData { Command: SqliteCommand command } && value.Key.EndsWith("CommandExecuting", StringComparison.Ordinal) && command.Connection?.DataSource == _path)
                _seen.Enqueue((command.CommandText, [.. command.Parameters.Cast<SqliteParameter>().Select(parameter => (parameter.ParameterName, parameter.Value))]));
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }
    }
}
