return await ISyNet.Cli.CommandLine.RunAsync(args);
