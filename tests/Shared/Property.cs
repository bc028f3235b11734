using System.Diagnostics;
using System.Globalization;
using CsCheck;

namespace ISyNet.Tests;

/// <summary>
/// Checks what must hold for all values of a generator: first for the pinned ones (counterexamples found before), then for random
/// ones. The random ones are the same in every run, on every machine: they come from a fixed seed. `./test --explore` draws new ones for some seconds; `./test --seed SEED` tries the one that a failure names.
/// </summary>
/// <remarks>CsCheck's own Sample fixes only the first value and draws the others by the clock.</remarks>
internal static class Property
{
    /// <summary>Every test that calls <see cref="ForAll{T}"/> has this trait as its Category: `./test --explore` runs those.</summary>
    public const string Category = "Property";

    private const ulong FixedSeed = 1;

    private const int ShrinkTries = 1000;

    private static readonly TimeSpan ShrinkTime = TimeSpan.FromSeconds(20);

    private static readonly string? OneSeed = Environment.GetEnvironmentVariable("ISYNET_PROPERTY_SEED");

    private static readonly TimeSpan? Exploring = Environment.GetEnvironmentVariable("ISYNET_EXPLORE_SECONDS") is { Length: > 0 } seconds
        ? TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)) : null;

    /// <summary>Checks one value after another.</summary>
    /// <param name="gen">Draws the values.</param>
    /// <param name="assert">Throws where the property does not hold.</param>
    /// <param name="cases">How many random values; when exploring, the least.</param>
    /// <param name="pinned">Values to try first: counterexamples found before.</param>
    /// <exception cref="CsCheckException">The property does not hold; the message gives the value, and the seed that draws it.</exception>
    public static void ForAll<T>(this Gen<T> gen, Action<T> assert, int cases = 100, params T[] pinned)
    {
        if (TestContext.Current.Test?.Traits.GetValueOrDefault("Category")?.Contains(Category) != true)
            throw new InvalidOperationException("a property: mark the test [Trait(\"Category\", Property.Category)], so that ./test --explore finds it");
        foreach (var value in pinned)
            Try(value, assert);
        if (OneSeed is { Length: > 0 } seed)
        {
            Try(gen, PCG.Parse(seed), assert);
            return;
        }

        var random = new PCG(0, Exploring is null ? FixedSeed : (ulong)Random.Shared.NextInt64());
        var watch = Stopwatch.StartNew();
        for (var tried = 0; tried < cases || watch.Elapsed < Exploring; tried++)
            Try(gen, random, assert);
    }

    /// <inheritdoc cref="ForAll{T}"/>
    public static void ForAll<T1, T2>(this Gen<(T1, T2)> gen, Action<T1, T2> assert, int cases = 100, params (T1, T2)[] pinned) =>
        gen.ForAll(v => assert(v.Item1, v.Item2), cases, pinned);

    /// <inheritdoc cref="ForAll{T}"/>
    public static void ForAll<T1, T2, T3>(this Gen<(T1, T2, T3)> gen, Action<T1, T2, T3> assert, int cases = 100, params (T1, T2, T3)[] pinned) =>
        gen.ForAll(v => assert(v.Item1, v.Item2, v.Item3), cases, pinned);

    /// <inheritdoc cref="ForAll{T}"/>
    public static void ForAll<T1, T2, T3, T4>(
        this Gen<(T1, T2, T3, T4)> gen, Action<T1, T2, T3, T4> assert, int cases = 100, params (T1, T2, T3, T4)[] pinned) =>
        gen.ForAll(v => assert(v.Item1, v.Item2, v.Item3, v.Item4), cases, pinned);

    /// <inheritdoc cref="ForAll{T}"/>
    public static void ForAll<T1, T2, T3, T4, T5>(
        this Gen<(T1, T2, T3, T4, T5)> gen, Action<T1, T2, T3, T4, T5> assert, int cases = 100, params (T1, T2, T3, T4, T5)[] pinned) =>
        gen.ForAll(v => assert(v.Item1, v.Item2, v.Item3, v.Item4, v.Item5), cases, pinned);

    /// <inheritdoc cref="ForAll{T}"/>
    public static void ForAll<T1, T2, T3, T4, T5, T6>(
        this Gen<(T1, T2, T3, T4, T5, T6)> gen, Action<T1, T2, T3, T4, T5, T6> assert, int cases = 100, params (T1, T2, T3, T4, T5, T6)[] pinned) =>
        gen.ForAll(v => assert(v.Item1, v.Item2, v.Item3, v.Item4, v.Item5, v.Item6), cases, pinned);

    /// <inheritdoc cref="ForAll{T}"/>
    public static void ForAll<T1, T2, T3, T4, T5, T6, T7>(
        this Gen<(T1, T2, T3, T4, T5, T6, T7)> gen, Action<T1, T2, T3, T4, T5, T6, T7> assert, int cases = 100, params (T1, T2, T3, T4, T5, T6, T7)[] pinned) =>
        gen.ForAll(v => assert(v.Item1, v.Item2, v.Item3, v.Item4, v.Item5, v.Item6, v.Item7), cases, pinned);

    private static void Try<T>(T value, Action<T> assert)
    {
        try
        {
            assert(value);
        }
        catch (Exception error)
        {
            throw new CsCheckException($"pinned case: {Print(value)}\n{error.Message}", error);
        }
    }

    private static void Try<T>(Gen<T> gen, PCG random, Action<T> assert)
    {
        var seed = random.ToString();
        var value = gen.Generate(random, null, out var size);
        try
        {
            assert(value);
        }
        catch (Exception error)
        {
            var smallest = Shrink(gen, random, assert, (seed, value, size, error));
            throw new CsCheckException(
                $"seed {smallest.Seed} (./test --seed {smallest.Seed} tries it again): {Print(smallest.Value)}\n{smallest.Error.Message}", smallest.Error);
        }
    }

    // CsCheck's way: more random values, of which only those that are smaller than the smallest failure are tried.
    private static (string Seed, T Value, Size Size, Exception Error) Shrink<T>(
        Gen<T> gen, PCG random, Action<T> assert, (string Seed, T Value, Size Size, Exception Error) smallest)
    {
        var watch = Stopwatch.StartNew();
        for (var tries = 0; tries < ShrinkTries && watch.Elapsed < ShrinkTime; tries++)
        {
            var seed = random.ToString();
            var value = gen.Generate(random, smallest.Size, out var size);
            if (!Size.IsLessThan(size, smallest.Size))
                continue;
            try
            {
                assert(value);
            }
            catch (Exception error)
            {
                smallest = (seed, value, size, error);
            }
        }

        return smallest;
    }

    private static string Print<T>(T value)
    {
        const int most = 5000;
#pragma warning disable RS0030 // this class stands for it
        var text = Check.Print(value);
#pragma warning restore RS0030
        return text.Length > most ? text[..most] + " ..." : text;
    }
}
