// neurocore: one crossbar's worth of spiking neurons.
// Spike stream in -> word-line bitmaps -> crossbar controller -> accumulators -> LIF sweep -> spike
// stream out. The array itself (analog macro, its model, or xbar_digital) is outside, behind the
// crossbar port. The step is the unit of synchronisation: in_ready_o falls only at step boundaries.
// All handshake outputs are functions of registers, so cores can be simulated one by one.
// Ports, registers, the crossbar port's timing and the cycle equations: rtl/README.md.
`default_nettype none

module neurocore #(
  parameter WORD_LINES    = 128,        // per tile, two per input; a power of two, 4..128
  parameter COLUMNS       = 128,        // per tile = neurons, 2..128
  parameter CONVERTERS    = 8,          // per tile; divides COLUMNS
  parameter CODE_BITS     = 8,          // 2..16, signed
  parameter TILES         = 16,         // row tiles, 1..64
  parameter MEMBRANE_BITS = 20,         // 8..28, signed
  // Derived; do not set.
  parameter PHASES        = COLUMNS / CONVERTERS,
  parameter INPUTS        = WORD_LINES / 2,
  parameter INPUT_WIDTH   = $clog2(INPUTS),
  parameter TILE_WIDTH    = TILES > 1 ? $clog2(TILES) : 1,
  parameter IN_WIDTH      = TILE_WIDTH + INPUT_WIDTH,
  parameter NEURON_WIDTH  = $clog2(COLUMNS),
  parameter PHASE_WIDTH   = PHASES > 1 ? $clog2(PHASES) : 1
) (
  input  wire                            clk_i,
  input  wire                            rst_i,
  output wire                            idle_o,       // nothing to do until a new input

  input  wire                            cfg_we_i,
  input  wire [3:0]                      cfg_addr_i,
  input  wire [31:0]                     cfg_data_i,

  input  wire                            in_valid_i,
  output wire                            in_ready_o,
  input  wire                            in_last_i,
  input  wire                            in_eos_i,
  input  wire [IN_WIDTH-1:0]             in_addr_i,

  output wire                            out_valid_o,
  input  wire                            out_ready_i,
  output wire                            out_last_o,
  output wire                            out_eos_o,
  output wire [NEURON_WIDTH-1:0]         out_addr_o,

  input  wire                            prog_valid_i,
  output wire                            prog_ready_o,
  input  wire [TILE_WIDTH-1:0]           prog_tile_i,
  input  wire [INPUT_WIDTH:0]            prog_word_line_i,
  input  wire [NEURON_WIDTH-1:0]         prog_column_i,
  input  wire                            prog_polarity_i,
  input  wire [7:0]                      prog_pulses_i,

  output wire                            xb_drive_o,
  output wire [TILE_WIDTH-1:0]           xb_tile_o,
  output wire [INPUTS-1:0]               xb_rows_o,
  output wire                            xb_convert_o,
  output wire [PHASE_WIDTH-1:0]          xb_phase_o,
  input  wire                            xb_ready_i,
  input  wire                            xb_code_valid_i,
  input  wire [CONVERTERS*CODE_BITS-1:0] xb_codes_i,

  output wire                            xb_prog_o,
  output wire                            xb_pulse_o,
  output wire [INPUT_WIDTH:0]            xb_word_line_o,
  output wire [NEURON_WIDTH-1:0]         xb_column_o,
  output wire                            xb_polarity_o
);

  localparam LANE_WIDTH = CONVERTERS > 1 ? $clog2(CONVERTERS) : 1;
  localparam SUM_BITS   = CODE_BITS + TILE_WIDTH;
  localparam STRIDE_WIDTH = $clog2(SUM_BITS + 1);

  wire        [NEURON_WIDTH-1:0]  last_neuron;
  wire        [PHASE_WIDTH-1:0]   last_phase;
  wire signed [MEMBRANE_BITS-1:0] threshold;
  wire        [3:0]               leak_shift, refractory_steps;
  wire        [2:0]               gain_shift;
  wire                            reset_subtract;
  wire        [15:0]              pulse_cycles, gap_cycles;

  wire                           step_valid, step_last, step_done, rx_busy;
  wire [TILE_WIDTH:0]            step_tiles;
  wire                           list_read;
  wire [TILE_WIDTH-1:0]          list_index, list_tile, read_tile, prog_tile;
  wire [INPUTS-1:0]              word;
  wire [PHASE_WIDTH-1:0]         code_phase, sweep_phase;
  wire                           code_first, no_codes, last_step, sweep_read;
  wire [(1<<(LANE_WIDTH+STRIDE_WIDTH))-1:0] sums;
  wire                           sweep_start, sweep_done, neuron_valid, spike;
  wire [NEURON_WIDTH-1:0]        neuron;
  wire                           tx_busy, ctrl_idle, lif_ready;

  assign xb_tile_o = xb_prog_o ? prog_tile : read_tile;
  assign idle_o    = ctrl_idle && !step_valid && !rx_busy && !tx_busy && lif_ready && !xb_prog_o;

  core_regs #(
    .NEURON_WIDTH(NEURON_WIDTH), .PHASE_WIDTH(PHASE_WIDTH), .MEMBRANE_BITS(MEMBRANE_BITS)
  ) u_regs (
    .clk_i(clk_i), .rst_i(rst_i),
    .we_i(cfg_we_i), .addr_i(cfg_addr_i), .data_i(cfg_data_i),
    .last_neuron_o(last_neuron), .last_phase_o(last_phase), .threshold_o(threshold),
    .leak_shift_o(leak_shift), .gain_shift_o(gain_shift), .reset_subtract_o(reset_subtract),
    .refractory_steps_o(refractory_steps), .pulse_cycles_o(pulse_cycles),
    .gap_cycles_o(gap_cycles)
  );

  spike_rx #(.TILE_WIDTH(TILE_WIDTH), .INPUT_WIDTH(INPUT_WIDTH)) u_rx (
    .clk_i(clk_i), .rst_i(rst_i),
    .in_valid_i(in_valid_i), .in_ready_o(in_ready_o), .in_last_i(in_last_i), .in_eos_i(in_eos_i),
    .in_addr_i(in_addr_i),
    .step_valid_o(step_valid), .step_last_o(step_last), .step_tiles_o(step_tiles),
    .step_done_i(step_done),
    .list_read_i(list_read), .list_index_i(list_index), .list_tile_o(list_tile), .word_o(word),
    .busy_o(rx_busy)
  );

  xbar_ctrl #(.TILE_WIDTH(TILE_WIDTH), .PHASE_WIDTH(PHASE_WIDTH), .INPUTS(INPUTS)) u_ctrl (
    .clk_i(clk_i), .rst_i(rst_i), .last_phase_i(last_phase), .hold_i(xb_prog_o || !lif_ready),
    .step_valid_i(step_valid), .step_last_i(step_last), .step_tiles_i(step_tiles),
    .step_done_o(step_done),
    .list_read_o(list_read), .list_index_o(list_index), .list_tile_i(list_tile), .word_i(word),
    .drive_o(xb_drive_o), .tile_o(read_tile), .rows_o(xb_rows_o),
    .convert_o(xb_convert_o), .phase_o(xb_phase_o),
    .ready_i(xb_ready_i), .code_valid_i(xb_code_valid_i),
    .code_phase_o(code_phase), .code_first_o(code_first), .no_codes_o(no_codes),
    .last_step_o(last_step),
    .tx_busy_i(tx_busy), .sweep_start_o(sweep_start), .sweep_done_i(sweep_done),
    .idle_o(ctrl_idle)
  );

  accumulator #(
    .LANES(CONVERTERS), .CODE_BITS(CODE_BITS), .SUM_BITS(SUM_BITS),
    .SUM_STRIDE(1 << STRIDE_WIDTH), .SUM_LANES(1 << LANE_WIDTH), .PHASE_WIDTH(PHASE_WIDTH)
  ) u_acc (
    .clk_i(clk_i), .rst_i(rst_i),
    .code_valid_i(xb_code_valid_i), .code_first_i(code_first), .code_phase_i(code_phase),
    .codes_i(xb_codes_i),
    .read_i(sweep_read), .read_phase_i(sweep_phase), .sums_o(sums)
  );

  lif_array #(
    .COLUMNS(COLUMNS), .NEURON_WIDTH(NEURON_WIDTH), .LANES(CONVERTERS), .LANE_WIDTH(LANE_WIDTH),
    .PHASE_WIDTH(PHASE_WIDTH), .MEMBRANE_BITS(MEMBRANE_BITS), .SUM_BITS(SUM_BITS),
    .STRIDE_WIDTH(STRIDE_WIDTH)
  ) u_lif (
    .clk_i(clk_i), .rst_i(rst_i),
    .last_neuron_i(last_neuron), .threshold_i(threshold), .leak_shift_i(leak_shift),
    .gain_shift_i(gain_shift), .refractory_steps_i(refractory_steps),
    .reset_subtract_i(reset_subtract),
    .sweep_start_i(sweep_start), .no_codes_i(no_codes), .clear_i(last_step),
    .read_o(sweep_read), .read_phase_o(sweep_phase), .sums_i(sums),
    .neuron_valid_o(neuron_valid), .neuron_o(neuron), .spike_o(spike), .done_o(sweep_done),
    .ready_o(lif_ready)
  );

  spike_tx #(.NEURON_WIDTH(NEURON_WIDTH)) u_tx (
    .clk_i(clk_i), .rst_i(rst_i),
    .push_i(neuron_valid && spike), .neuron_i(neuron),
    .start_i(sweep_done), .last_i(last_step), .busy_o(tx_busy),
    .out_valid_o(out_valid_o), .out_ready_i(out_ready_i),
    .out_last_o(out_last_o), .out_eos_o(out_eos_o), .out_addr_o(out_addr_o)
  );

  xbar_prog #(
    .TILE_WIDTH(TILE_WIDTH), .ROW_WIDTH(INPUT_WIDTH + 1), .COLUMN_WIDTH(NEURON_WIDTH)
  ) u_prog (
    .clk_i(clk_i), .rst_i(rst_i), .enable_i(ctrl_idle && !step_valid),
    .pulse_cycles_i(pulse_cycles), .gap_cycles_i(gap_cycles),
    .cmd_valid_i(prog_valid_i), .cmd_ready_o(prog_ready_o),
    .cmd_tile_i(prog_tile_i), .cmd_word_line_i(prog_word_line_i), .cmd_column_i(prog_column_i),
    .cmd_polarity_i(prog_polarity_i), .cmd_pulses_i(prog_pulses_i),
    .busy_o(xb_prog_o), .pulse_o(xb_pulse_o), .tile_o(prog_tile),
    .word_line_o(xb_word_line_o), .column_o(xb_column_o), .polarity_o(xb_polarity_o)
  );

`ifdef FORMAL
  // Nothing is read while programming.
  reg f_past = 1'b0;
  always @(posedge clk_i) begin
    f_past <= 1'b1;
    if (!f_past) assume (rst_i);
    else begin
      assert (!xb_prog_o || ctrl_idle);
      assert (!ctrl_idle || !xb_drive_o);
    end
  end
`endif

endmodule

`default_nettype wire
