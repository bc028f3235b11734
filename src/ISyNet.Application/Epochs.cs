using System.Globalization;

namespace ISyNet.Application;

/// <summary>How long a training was, in words: <c>0.04 epochs</c>, <c>1 epoch</c>, <c>12.5 epochs</c>.</summary>
internal static class Epochs
{
    public static string Text(double epochs)
    {
        var number = epochs.ToString("0.##", CultureInfo.InvariantCulture);
        return $"{number} {(number == "1" ? "epoch" : "epochs")}";
    }
}
