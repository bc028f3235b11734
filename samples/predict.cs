#:package ISyNet.Runtime@*-*
#:property PublishAot=false
// Prints the most likely classes of pictures. Size, layout and class names are those of the ONNX file.
using ISyNet.Runtime;

using var classifier = Classifier.Open(args[0]);
foreach (var picture in args.Skip(1))
{
    var classes = classifier.PredictFile(picture, top: 3).Select(c => $"{c.Name} {100 * c.Probability:0.0} %");
    Console.WriteLine($"{picture}: {string.Join(", ", classes)}");
}
