using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using ISyNet.Search;
using ISyNet.Search.Studies;

namespace ISyNet.Studies.Rows;

/// <summary>Converts rows to the records of the contract, and back.</summary>
internal static class RowMapping
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        // A diverged training has an error of NaN, and that is a result too.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static StudyRow ToRow(Study study) => new()
    {
        Name = study.Name,
        SpecJson = StudySpecJson.Write(study.Spec),
        CreatedUnixMs = study.CreatedAt.ToUnixTimeMilliseconds(),
    };

    public static Study ToStudy(StudyRow row, string location)
    {
        try
        {
            return new(row.Name, StudySpecJson.Read(row.SpecJson), DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedUnixMs));
        }
        catch (StudyException error)
        {
            throw new StudyException($"{location}: study '{row.Name}': {error.Message}", error);
        }
    }

    public static CandidateRow ToRow(int study, Proposal proposal) => new()
    {
        StudyId = study,
        Number = proposal.Number,
        Genotype = proposal.Genotype,
        SeedBits = unchecked((long)proposal.Seed),
    };

    /// <param name="row">The row.</param>
    /// <param name="location">Where it was read, for the error.</param>
    /// <param name="known">Conditions by their text: many candidates of a machine share them, so each is read once. Null to read one candidate.</param>
    public static StudyCandidate ToCandidate(CandidateRow row, string location, ConcurrentDictionary<string, MachineConditions?>? known = null)
    {
        try
        {
            var finished = row.State is CandidateState.Complete or CandidateState.Failed;
            return new(
                new Proposal(row.Number, row.Genotype, unchecked((ulong)row.SeedBits)),
                row.State,
                row.Attempts,
                row is { LeaseOwner: { } owner, LeaseExpiresUnixMs: { } expires } ? new Lease(ToOwner(owner), DateTimeOffset.FromUnixTimeMilliseconds(expires)) : null,
                ToTime(row.StartedUnixMs),
                ToTime(row.FinishedUnixMs),
                finished ? new Evaluation(FromJson<MetricValues>(row.ObjectivesJson) ?? MetricValues.None, [], row.Seconds ?? 0, row.Error) : null,
                row.ConditionsJson is { } text && known is not null ? known.GetOrAdd(text, FromJson<MachineConditions>) : FromJson<MachineConditions>(row.ConditionsJson));
        }
        catch (Exception error) when (error is JsonException or ArgumentOutOfRangeException)
        {
            throw new StudyException($"{location}: candidate {row.Number} is damaged: {error.Message}", error);
        }
    }

    public static CurveRow ToRow(int study, int number, CurvePoint point) => new()
    {
        StudyId = study,
        Number = number,
        Epoch = point.Epoch,
        Seconds = point.Seconds,
        TrainLoss = double.IsNaN(point.TrainLoss) ? null : point.TrainLoss,
        HeldOutError = point.HeldOutError is { } error && !double.IsNaN(error) ? error : null,
    };

    public static CurvePoint ToPoint(CurveRow row) => new(row.Epoch, row.Seconds, row.TrainLoss ?? double.NaN, row.HeldOutError);

    public static StudyCounts ToCounts(IEnumerable<(CandidateState State, int Count)> counts)
    {
        var byState = counts.ToDictionary(c => c.State, c => c.Count);
        return new(
            byState.GetValueOrDefault(CandidateState.Waiting), byState.GetValueOrDefault(CandidateState.Running),
            byState.GetValueOrDefault(CandidateState.Complete), byState.GetValueOrDefault(CandidateState.Failed));
    }

    public static string ToJson(MetricValues values) => JsonSerializer.Serialize(values, Json);

    public static string? ToJson(MachineConditions? conditions) => conditions is null ? null : JsonSerializer.Serialize(conditions, Json);

    public static string ToJson(StudyNumerics numerics) => JsonSerializer.Serialize(numerics, Json);

    public static StudyNumerics ToNumerics(string json, string study, string location)
    {
        try
        {
            return JsonSerializer.Deserialize<StudyNumerics>(json, Json) is { Version: not null } numerics
                ? numerics : throw new JsonException("the version is missing");
        }
        catch (JsonException error)
        {
            throw new StudyException($"{location}: the numerics of study '{study}' are damaged: {error.Message}", error);
        }
    }

    private static T? FromJson<T>(string? json) where T : class => json is null ? null : JsonSerializer.Deserialize<T>(json, Json);

    private static DateTimeOffset? ToTime(long? unixMs) => unixMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;

    private static LeaseOwner ToOwner(string text) => LeaseOwner.TryParse(text) ?? new LeaseOwner(text, 0, 0, "");
}
