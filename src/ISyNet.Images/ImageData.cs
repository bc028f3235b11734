namespace ISyNet.Images;

/// <summary>A data set: images to learn from and images to judge on at the very end. Test images never choose anything.</summary>
public sealed record ImageData(ImageSet Training, ImageSet Test);
