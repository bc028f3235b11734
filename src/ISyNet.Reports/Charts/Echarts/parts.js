// What charts.js uses of Apache ECharts; scripts/update-echarts makes echarts.min.js from it.
import { init, use, version } from "echarts/core";
import { BarChart, CustomChart, LineChart, ParallelChart, ScatterChart } from "echarts/charts";
import { DataZoomInsideComponent, GridComponent, MarkLineComponent, ParallelComponent, TooltipComponent } from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";

use([
  BarChart, CustomChart, LineChart, ParallelChart, ScatterChart,
  DataZoomInsideComponent, GridComponent, MarkLineComponent, ParallelComponent, TooltipComponent, CanvasRenderer,
]);
export { init, version };
