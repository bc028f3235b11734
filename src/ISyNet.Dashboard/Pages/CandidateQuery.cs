using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Dashboard.Live;
using ISyNet.Search;
using ISyNet.Search.Studies;
using Microsoft.AspNetCore.Http;

namespace ISyNet.Dashboard.Pages;

/// <summary>Which candidates of a study a table shows, and in which order. Candidates that wait are not in it. Immutable.</summary>
/// <param name="State">Only candidates in this state; all when null.</param>
/// <param name="Text">Only candidates whose genotype or error contains this text, case ignored.</param>
/// <param name="OnFront">Only those on the Pareto front.</param>
/// <param name="Sort"><c>number</c>, <c>seconds</c>, or the name of an objective.</param>
/// <param name="IsDescending">Whether the largest come first.</param>
/// <param name="Page">The page, from 1.</param>
internal sealed record CandidateQuery(CandidateState? State, string Text, bool OnFront, string Sort, bool IsDescending, int Page)
{
    public const int PageSize = 50;
    public const string Number = "number", Seconds = "seconds";
    private const int LongestText = 200;

    /// <summary>From the parameters of a request; what is not valid is as good as missing.</summary>
    public static CandidateQuery Parse(IQueryCollection query)
    {
        string Get(string name) => query[name].FirstOrDefault() ?? "";
        var text = Get("q").Trim();
        return new CandidateQuery(
            Enum.TryParse<CandidateState>(Get("state"), ignoreCase: true, out var state) && Enum.IsDefined(state) && !int.TryParse(Get("state"), out _) ? state : null,
            text.Length > LongestText ? text[..LongestText] : text, Get("front") == "1", Get("sort") is { Length: > 0 } sort ? sort : Number, Get("desc") == "1",
            int.TryParse(Get("page"), NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? Math.Max(1, page) : 1);
    }

    /// <summary>The parameters of another order or page.</summary>
    public string ToParameters(string? sort = null, int page = 1)
    {
        var (by, descending) = sort is null ? (Sort, IsDescending) : (sort, sort == Sort && !IsDescending);
        return string.Create(CultureInfo.InvariantCulture,
            $"{(State is { } state ? $"&state={state.ToString().ToLowerInvariant()}" : "")}{(Text.Length > 0 ? $"&q={Links.Escape(Text)}" : "")}{(OnFront ? "&front=1" : "")}&sort={Links.Escape(by)}{(descending ? "&desc=1" : "")}&page={page}");
    }

    /// <summary>The candidates of the page, and how many all pages have.</summary>
    public (ImmutableArray<StudyCandidate> Rows, int Found) Apply(StudySnapshot study)
    {
        IEnumerable<StudyCandidate> found = study.Started;
        if (State is { } state)
            found = found.Where(c => c.State == state);
        if (OnFront)
        {
            var front = study.Front.ToHashSet();
            found = found.Where(c => front.Contains(c.Number));
        }

        if (Text.Length > 0)
            found = found.Where(c => c.Proposal.Genotype.Contains(Text, StringComparison.OrdinalIgnoreCase) || c.Evaluation?.Error?.Contains(Text, StringComparison.OrdinalIgnoreCase) == true);
        var all = found.ToArray();
        if (Sort == Number)
        {
            if (IsDescending)
                Array.Reverse(all);
        }
        else
        {
            // What has no value comes last in either order.
            var keys = Array.ConvertAll(all, c => (Key(c) is var key && double.IsNaN(key) ? double.PositiveInfinity : IsDescending ? -key : key, c.Number));
            Array.Sort(keys, all);
        }

        var first = Math.Min((Math.Min(Page, Pages(all.Length)) - 1) * PageSize, all.Length);
        return ([.. all.AsSpan(first, Math.Min(PageSize, all.Length - first))], all.Length);
    }

    /// <summary>The number of pages; at least 1.</summary>
    public static int Pages(int found) => Math.Max(1, (found + PageSize - 1) / PageSize);

    private double Key(StudyCandidate candidate)
    {
        if (Sort == Seconds)
            return candidate.Evaluation?.Seconds ?? double.NaN;
        var metric = new Metric(Sort);
        // An error is shown as accuracy.
        var value = candidate.Evaluation?.Values.OrNaN(metric) ?? double.NaN;
        return metric == Metric.Error ? -value : value;
    }
}
