using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ISyNet.Application;

/// <summary>How the <c>metrics.json</c> of a job that exports a model is written.</summary>
internal static class MetricsJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        // The figures of a failed check may be infinite.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
