namespace ISyNet.Onnx.Proto;

/// <summary>Element types of ONNX tensors, by their published numbers.</summary>
public enum OnnxDataType
{
    /// <summary>Undefined.</summary>
    Undefined = 0,

    /// <summary>32-bit floating point.</summary>
    Float = 1,

    /// <summary>Unsigned 8-bit.</summary>
    UInt8 = 2,

    /// <summary>Signed 8-bit.</summary>
    Int8 = 3,

    /// <summary>Unsigned 16-bit.</summary>
    UInt16 = 4,

    /// <summary>Signed 16-bit.</summary>
    Int16 = 5,

    /// <summary>Signed 32-bit.</summary>
    Int32 = 6,

    /// <summary>Signed 64-bit.</summary>
    Int64 = 7,

    /// <summary>Text.</summary>
    String = 8,

    /// <summary>True or false, one byte each.</summary>
    Bool = 9,

    /// <summary>16-bit floating point.</summary>
    Float16 = 10,

    /// <summary>64-bit floating point.</summary>
    Double = 11,

    /// <summary>Unsigned 32-bit.</summary>
    UInt32 = 12,

    /// <summary>Unsigned 64-bit.</summary>
    UInt64 = 13,

    /// <summary>The upper 16 bits of a 32-bit floating point number.</summary>
    BFloat16 = 16,

    /// <summary>8-bit floating point, 4 bits of exponent, finite.</summary>
    Float8E4M3FN = 17,

    /// <summary>8-bit floating point, 4 bits of exponent, finite, without a negative zero.</summary>
    Float8E4M3FNUZ = 18,

    /// <summary>8-bit floating point, 5 bits of exponent.</summary>
    Float8E5M2 = 19,

    /// <summary>8-bit floating point, 5 bits of exponent, finite, without a negative zero.</summary>
    Float8E5M2FNUZ = 20,

    /// <summary>Unsigned 4-bit, two in a byte.</summary>
    UInt4 = 21,

    /// <summary>Signed 4-bit, two in a byte.</summary>
    Int4 = 22,

    /// <summary>4-bit floating point, two in a byte.</summary>
    Float4E2M1 = 23,
}
