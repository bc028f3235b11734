using ISyNet.Core.Json;

namespace ISyNet.Graph;

/// <summary>Shapes in our JSON files.</summary>
public static class ShapeField
{
    /// <summary>A field with the shape of a map, such as <c>3x224x224</c>.</summary>
    /// <exception cref="ISyNetException">It is no such shape; the message names the field.</exception>
    public static Shape Map(JsonField field)
    {
        try
        {
            var shape = Shape.Parse(field.Text());
            return shape.IsMap ? shape : throw field.Error($"is {shape}; it must be channels x height x width");
        }
        catch (GraphException error)
        {
            throw field.Error(error.Message);
        }
    }
}
