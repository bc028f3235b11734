using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training.Augmentation;

/// <summary>The last transforms of a recipe and the normalisation, over a whole batch by operations of tensors.</summary>
internal sealed class DeviceAugmentation : IDisposable
{
    private const int Down = 0, Right = 1, Flipped = 2, Top = 3, Left = 4, Height = 5, Width = 6;

    private readonly Shape _shape;
    private readonly RandomCrop? _crop;
    private readonly HorizontalFlip? _flip;
    private readonly RandomErasing? _erasing;
    private readonly torch.Tensor _rows, _columns, _mean, _scale, _shift;

    /// <param name="recipe">The transforms.</param>
    /// <param name="shape">One image.</param>
    /// <param name="meanPixel">What erased pixels become, by channel; empty where none is erased.</param>
    /// <param name="normalization">How the network wants pixels.</param>
    /// <param name="device">Where.</param>
    public DeviceAugmentation(AugmentationRecipe recipe, Shape shape, ImmutableArray<byte> meanPixel, Normalization normalization, torch.Device device)
    {
        using var scope = torch.NewDisposeScope();
        _shape = shape;
        _crop = recipe.CropPadding > 0 ? new RandomCrop(shape, recipe.CropPadding) : null;
        _flip = recipe.Flip > 0 ? new HorizontalFlip(shape, recipe.Flip) : null;
        _erasing = recipe.Erasing > 0 ? new RandomErasing(shape, recipe.Erasing, meanPixel) : null;
        _rows = Places(shape.Height, device);
        _columns = Places(shape.Width, device);
        _mean = torch.tensor(_erasing is null ? new byte[shape.Channels] : _erasing.Mean.ToArray(), torch.ScalarType.Byte).view(1, -1, 1, 1).to(device).DetachFromDisposeScope();
        _scale = Channels(normalization.Mean.Zip(normalization.Std, (_, std) => 1 / (255.0 * std)), device);
        _shift = Channels(normalization.Mean.Zip(normalization.Std, (mean, std) => -(double)mean / std), device);
    }

    /// <summary>Numbers that are drawn for an image.</summary>
    public const int Columns = 7;

    /// <summary>Divides the transforms of a recipe, which have an order: those that only the processor's threads can do with all before them, and the others.</summary>
    public static (AugmentationRecipe OnProcessor, AugmentationRecipe OnDevice) Divide(AugmentationRecipe recipe)
    {
        var pictures = new AugmentationRecipe { ResizedCrop = recipe.ResizedCrop, RandAugment = recipe.RandAugment };
        return recipe.RandAugment is null
            ? (pictures, new AugmentationRecipe { CropPadding = recipe.CropPadding, Flip = recipe.Flip, Erasing = recipe.Erasing })
            : (pictures with { CropPadding = recipe.CropPadding, Flip = recipe.Flip }, new AugmentationRecipe { Erasing = recipe.Erasing });
    }

    /// <summary>Draws for an image.</summary>
    /// <param name="random">Its stream in this epoch.</param>
    /// <param name="numbers">Takes <see cref="Columns"/> numbers.</param>
    public void Draw(SeededRandom random, Span<long> numbers)
    {
        if (_crop is not null)
            (numbers[Down], numbers[Right]) = _crop.Draw(random);
        if (_flip is not null)
            numbers[Flipped] = _flip.Draw(random) ? 1 : 0;
        if (_erasing?.Draw(random) is { } box)
            (numbers[Top], numbers[Left], numbers[Height], numbers[Width]) = (box.Top, box.Left, box.Height, box.Width);
    }

    /// <summary>Transforms and normalises.</summary>
    /// <param name="pixels">Images x channels x height x width, 8 bits.</param>
    /// <param name="numbers">What was drawn: images x <see cref="Columns"/>.</param>
    /// <returns>Images x channels x height x width, channels last.</returns>
    public torch.Tensor Apply(torch.Tensor pixels, torch.Tensor numbers)
    {
        // Places are whole numbers in float32, which is exact for them.
        var places = numbers.to(torch.ScalarType.Float32);
        torch.Tensor Column(int column) => places.narrow(1, column, 1);
        if (_crop is not null)
            pixels = Moved(pixels, Column(Down), Column(Right), Column(Flipped));
        else if (_flip is not null)
            pixels = torch.where(Column(Flipped).Above(0).view(-1, 1, 1, 1), pixels.flip(3), pixels);
        if (_erasing is not null)
            pixels = torch.where(Inside(_rows, Column(Top), Column(Height)).view(-1, 1, _shape.Height, 1).logical_and(Inside(_columns, Column(Left), Column(Width)).view(-1, 1, 1, _shape.Width)), _mean, pixels);
        var last = pixels.permute(0, 2, 3, 1).contiguous().to(torch.ScalarType.Float32);
        return _shift.PlusProduct(last, _scale).permute(0, 3, 1, 2);
    }

    public void Dispose()
    {
        _rows.Dispose();
        _columns.Dispose();
        _mean.Dispose();
        _scale.Dispose();
        _shift.Dispose();
    }

    // Where a pixel of the result comes from: the crop moves the image, then the flip turns it; what lies outside is 0.
    private torch.Tensor Moved(torch.Tensor pixels, torch.Tensor down, torch.Tensor right, torch.Tensor flipped)
    {
        var rows = _rows.Plus(down);
        var columns = torch.where(flipped.Above(0), _columns.flip(1), _columns).Plus(right);
        var inside = Within(rows, _shape.Height).unsqueeze(2).logical_and(Within(columns, _shape.Width).unsqueeze(1)).view(-1, 1, _shape.Height * _shape.Width);
        var source = Bounded(rows, _shape.Height).Times(_shape.Width).unsqueeze(2).Plus(Bounded(columns, _shape.Width).unsqueeze(1)).view(-1, 1, _shape.Height * _shape.Width);
        var flat = pixels.reshape(-1, _shape.Channels, _shape.Height * _shape.Width);
        return flat.gather(2, source.to(torch.ScalarType.Int64).expand(-1, _shape.Channels, -1)).mul(inside.to(torch.ScalarType.Byte)).view(-1, _shape.Channels, _shape.Height, _shape.Width);
    }

    private static torch.Tensor Bounded(torch.Tensor places, int size) => places.AtLeast(0).AtMost(size - 1);

    private static torch.Tensor Within(torch.Tensor places, int size) => places.eq(Bounded(places, size));

    private static torch.Tensor Inside(torch.Tensor places, torch.Tensor first, torch.Tensor count) => places.ge(first).logical_and(places.lt(first.Plus(count)));

    private static torch.Tensor Places(int size, torch.Device device) =>
        torch.tensor(Enumerable.Range(0, size).Select(place => (float)place).ToArray(), [1, size]).to(device).DetachFromDisposeScope();

    private static torch.Tensor Channels(IEnumerable<double> values, torch.Device device) =>
        torch.tensor(values.Select(value => (float)value).ToArray()).to(device).DetachFromDisposeScope();
}
