using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ISyNet.Hardware.Devices;

namespace ISyNet.Predictors.Fitting;

/// <summary>Settings of gradient boosting, in LightGBM's terms.</summary>
/// <param name="Trees">Trees of one ensemble.</param>
/// <param name="LearningRate">Learning rate of a tree.</param>
/// <param name="Leaves">Largest number of leaves of a tree.</param>
/// <param name="FewestPerLeaf">Smallest number of examples in a leaf.</param>
/// <param name="L2">L2 regularisation of the leaves.</param>
/// <param name="FeaturePart">Fraction of the features for each tree.</param>
/// <param name="ExamplePart">Fraction of the examples for each tree.</param>
internal sealed record BoosterSettings(
    int Trees = 150, double LearningRate = 0.1, int Leaves = 15, int FewestPerLeaf = 5, double L2 = 1, double FeaturePart = 0.6, double ExamplePart = 0.8)
{
    /// <summary>For thousands of examples: more and larger trees.</summary>
    public static BoosterSettings ForManyExamples { get; } = new(Trees: 300, LearningRate: 0.08, Leaves: 31);

    /// <summary>LightGBM's parameters for so many examples. It refuses a part of them that holds none: a few are used whole.</summary>
    public string ToParameters(int seed, int rows) => string.Create(CultureInfo.InvariantCulture,
        $"objective=none num_leaves={Leaves} learning_rate={LearningRate} min_data_in_leaf={FewestPerLeaf} lambda_l2={L2} feature_fraction={FeaturePart} "
        + $"bagging_fraction={(rows * ExamplePart < FewestPerLeaf ? 1 : ExamplePart)} bagging_freq=1 seed={seed} num_threads=1 deterministic=true force_col_wise=true max_bin=511 min_sum_hessian_in_leaf=0.5 "
        + $"boost_from_average=false verbosity=-1");
}

/// <summary>
/// Gradient boosting by LightGBM through its C interface: each tree is fitted to gradients that the caller computes, so single kernels
/// and sums of kernels can train the same trees.
/// </summary>
internal sealed partial class TreeBooster : IDisposable
{
    private const string Library = "lib_lightgbm";
    private const int Float64 = 1, SplitImportance = 0;

    private IntPtr _examples;
    private IntPtr _booster;

    public TreeBooster(double[] examples, int features, string parameters)
    {
        Rows = examples.Length / features;
        Check(DatasetCreate(examples, Float64, Rows, features, 1, parameters, IntPtr.Zero, out _examples));
        Check(SetField(_examples, "label", new float[Rows], Rows, 0));
        Check(BoosterCreate(_examples, parameters, out _booster));
    }

    /// <summary>Number of examples.</summary>
    public int Rows { get; }

    /// <summary>Adds a tree fitted to the gradients.</summary>
    public void Step(float[] gradients, float[] curvatures) => Check(UpdateCustom(_booster, gradients, curvatures, out _));

    /// <summary>The current predictions of the trees for the examples.</summary>
    public void Answers(double[] into) => Check(GetPredict(_booster, 0, out _, into));

    /// <summary>The trees as lines, see <see cref="Hardware.Kernels.TreeEnsemble"/>; every leaf is multiplied by <paramref name="scale"/>.</summary>
    public List<string> Trees(double scale)
    {
        Check(SaveToString(_booster, 0, -1, SplitImportance, 0, out var length, []));
        var buffer = new byte[length];
        Check(SaveToString(_booster, 0, -1, SplitImportance, length, out _, buffer));
        return LightGbmText.Trees(Encoding.UTF8.GetString(buffer.AsSpan(0, (int)length - 1)), scale);
    }

    public void Dispose()
    {
        if (_booster != IntPtr.Zero)
            _ = BoosterFree(_booster);
        if (_examples != IntPtr.Zero)
            _ = DatasetFree(_examples);
        (_booster, _examples) = (IntPtr.Zero, IntPtr.Zero);
        GC.SuppressFinalize(this);
    }

    private static void Check(int result)
    {
        if (result != 0)
            throw new DeviceException($"LightGBM failed: {Marshal.PtrToStringUTF8(LastError())}");
    }

    [LibraryImport(Library, EntryPoint = "LGBM_GetLastError")]
    private static partial IntPtr LastError();

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetCreateFromMat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int DatasetCreate(double[] data, int type, int rows, int columns, int rowMajor, string parameters, IntPtr reference, out IntPtr dataset);

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetSetField", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetField(IntPtr dataset, string field, float[] data, int length, int type);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterCreate", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int BoosterCreate(IntPtr dataset, string parameters, out IntPtr booster);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterUpdateOneIterCustom")]
    private static partial int UpdateCustom(IntPtr booster, float[] gradients, float[] curvatures, out int finished);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterGetPredict")]
    private static partial int GetPredict(IntPtr booster, int data, out long length, [Out] double[] answers);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterSaveModelToString")]
    private static partial int SaveToString(IntPtr booster, int start, int count, int importance, long room, out long length, [Out] byte[] text);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterFree")]
    private static partial int BoosterFree(IntPtr booster);

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetFree")]
    private static partial int DatasetFree(IntPtr dataset);
}
