// What charts.js uses of Apache ECharts; scripts/update-echarts makes echarts.min.js from it.
import { getInstanceByDom, init, use, version } from "echarts/core";
import { BarChart, CustomChart, LineChart, ParallelChart, ScatterChart } from "echarts/charts";
import { DataZoomInsideComponent, GridComponent, MarkLineComponent, ParallelComponent } from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";

use([
  BarChart, CustomChart, LineChart, ParallelChart, ScatterChart,
  DataZoomInsideComponent, GridComponent, MarkLineComponent, ParallelComponent, CanvasRenderer,
]);
export { getInstanceByDom, init, version };
