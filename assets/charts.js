// Charts are data in the page: <div data-chart="ID of a json_script"> with an ECharts option.
import * as echarts from 'echarts/core'
import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { SVGRenderer } from 'echarts/renderers'
import langZH from 'echarts/lib/i18n/langZH.js'

echarts.use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer])
echarts.registerLocale('ZH', langZH)

for (const place of document.querySelectorAll('[data-chart]')) {
  const option = JSON.parse(document.getElementById(place.dataset.chart).textContent)
  const chart = echarts.init(place, null, { renderer: 'svg', locale: 'ZH' })
  chart.setOption({ animation: false, ...option })
  window.addEventListener('resize', () => chart.resize())
}
